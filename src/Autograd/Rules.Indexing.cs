using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] Indexing =>
    [
        Rule.For<IndexSelect>(Placed)
            .Keeps(inputs: [1])
            .CheckedOn(rng => (new IndexSelect(1), [rng.Normal([2, 3, 2], dtype: DType.Float64), Tensor.From(new long[] { 2, 0, 2, 1 })])),
        Rule.For<PlaceIndices>(
                g => g.Dy.IndexSelect(g.Op.Axis, g.X[1]),
                g => throw NoGradientOfIndex(g.Op))
            .Keeps(inputs: [1])
            .CheckedOn(rng => (new PlaceIndices(1, 3), [rng.Normal([2, 4, 2], dtype: DType.Float64), Tensor.From(new long[] { 2, 0, 2, 1 })])),
        Rule.For<IndexAdd>(
                g => g.Dy,
                g => throw NoGradientOfIndex(g.Op),
                g => g.Dy.IndexSelect(g.Op.Axis, g.X[1]) * g.Op.Scale)
            .Keeps(inputs: [1])
            .CheckedOn(rng => (new IndexAdd(0, 2), [rng.Normal([3, 2], dtype: DType.Float64), Tensor.From(new long[] { 0, 2, 0 }), rng.Normal([3, 2], dtype: DType.Float64)])),
        Rule.For<Gather>(
                g => Tensor.Zeros(g.Shape(0), g.Dy.DType, g.Dy.Device).ScatterAdd(g.Op.Axis, g.X[1], g.Dy))
            .Keeps(inputs: [1])
            .CheckedOn(rng => (new Gather(1), [rng.Normal([3, 4], dtype: DType.Float64), rng.Integers([2, 5], 0, 4)])),
        Rule.For<Scatter>(
                g => g.Dy.Scatter(g.Op.Axis, g.X[1], Tensor.Zeros(g.X[1].Shape, g.Dy.DType, g.Dy.Device)),
                g => throw NoGradientOfIndex(g.Op),
                g => OfSource(g.Dy.Gather(g.Op.Axis, g.X[1]).MaskedFill(Overwritten(g), 0), g.Shape(2)))
            .Keeps(inputs: [1])
            .CheckedOn(rng => (new Scatter(0), [rng.Normal([3, 2], dtype: DType.Float64), Tensor.From(new long[] { 2, 0, 2, 1, 0, 0 }, [3, 2]), rng.Normal([3, 2], dtype: DType.Float64)]))
            .CheckedOn(rng => (new Scatter(1), [rng.Normal([2, 4], dtype: DType.Float64), Tensor.From(new long[] { 3, 0, 1, 2 }, [2, 2]), rng.Normal([2, 3], dtype: DType.Float64)])),
        Rule.For<ScatterReduce>(
                g => g.Op.Operator is ReduceOperator.Sum ? g.Dy : Shared(g) * g.X[0].Eq(g.Y[0]).To(g.Dy.DType),
                g => throw NoGradientOfIndex(g.Op),
                g => OfSource(
                    g.Op.Operator is ReduceOperator.Sum ? g.Dy.Gather(g.Op.Axis, g.X[1]) : Shared(g).Gather(g.Op.Axis, g.X[1]) * Chosen(g),
                    g.Shape(2)))
            .Keeps(op => op.Operator is ReduceOperator.Sum ? (0b010, 0) : (0b111, 1))
            .CheckedOn(rng => (new ScatterReduce(0, ReduceOperator.Sum), [rng.Normal([3, 2], dtype: DType.Float64), rng.Integers([4, 2], 0, 3), rng.Normal([4, 2], dtype: DType.Float64)]))
            .CheckedOn(rng => (new ScatterReduce(1, ReduceOperator.Max), [rng.Normal([2, 3], dtype: DType.Float64), rng.Integers([2, 4], 0, 3), rng.Normal([2, 4], dtype: DType.Float64)]))
            .CheckedOn(rng => (new ScatterReduce(1, ReduceOperator.Min), [rng.Normal([2, 3], dtype: DType.Float64), rng.Integers([2, 4], 0, 3), rng.Normal([2, 4], dtype: DType.Float64)])),
        Rule.ForAll<Concat>(g =>
            {
                var dx = new Tensor?[g.Inputs];
                for (int i = 0, start = 0; i < dx.Length; start += g.Shape(i)[g.Op.Axis], i++)
                    if (g.Needs(i)) dx[i] = g.Dy.Slice(g.Op.Axis, start, start + g.Shape(i)[g.Op.Axis]);
                return dx;
            })
            .CheckedOn(new Concat(1), [2, 3], [2, 1], [2, 2]),
        Rule.For<Sort>(
                g => Tensor.Zeros(g.Shape(0), g.Dy.DType, g.Dy.Device).ScatterAdd(g.Op.Axis, g.Y[1], g.Dy))
            .Keeps(outputs: [1])
            .CheckedOn(new Sort(1, false), [3, 4])
            .CheckedOn(new Sort(0, true), [4, 2]),
    ];

    // a table that is the last layer's weight as well has a gradient already: the few rows that were picked are added to it. Equal indices
    // add up first, so the bits are those of two gradients that are added.
    private static Tensor Placed(Gradient<IndexSelect> g)
    {
        int axis = g.Op.Axis, picked = g.X[1].Shape[0], length = g.Shape(0)[axis];
        if (picked >= length || g.SumSoFar(0) is not { } sum || g.Dy.DType != sum.DType || sum.Device != Device.Cpu)
            return Dispatcher.Run(new PlaceIndices(axis, length), g.Dy, g.X[1]);
        var rows = Dispatcher.Run(new PlaceIndices(axis, picked), g.Dy, FirstOfEqual(g.X[1]));
        Dispatcher.RunMany(new AccumulateIndices(axis), sum, g.X[1], rows);
        return sum;
    }

    private static Tensor FirstOfEqual(Tensor index)
    {
        var first = new Dictionary<long, long>();
        long[] places = index.ToArray<long>();
        for (int i = 0; i < places.Length; i++)
        {
            first.TryAdd(places[i], i);
            places[i] = first[places[i]];
        }
        return Tensor.From(places);
    }

    private static InvalidOperationException NoGradientOfIndex(Primitive op) => new($"{op.Name}: an index has no gradient.");

    /// <summary>Which source elements a later one of the same place has replaced: those that do not find their own number there.</summary>
    private static Tensor Overwritten(Gradient<Scatter> g)
    {
        var index = g.X[1];
        var numbers = Tensor.Arange(0, index.Size, 1, DType.Int64, index.Device).Reshape(index.Shape);
        return Tensor.Full(g.Shape(0), -1, DType.Int64, index.Device).Scatter(g.Op.Axis, index, numbers).Gather(g.Op.Axis, index).Ne(numbers);
    }

    /// <summary>A source may be larger than its index; what was not read has gradient 0.</summary>
    private static Tensor OfSource(Tensor dx, Shape shape)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
            if (dx.Shape[axis] < shape[axis]) dx = Dispatcher.Run(new PlaceSlice(new Slice(axis, 0, dx.Shape[axis], 1), shape[axis]), dx);
        return dx;
    }

    /// <summary>Source elements that equal the extremum they were held against, as numbers.</summary>
    private static Tensor Chosen(Gradient<ScatterReduce> g)
    {
        var source = g.X[2];
        for (int axis = 0; axis < source.Rank; axis++) source = source.Slice(axis, 0, g.X[1].Shape[axis]);
        return source.Eq(g.Y[0].Gather(g.Op.Axis, g.X[1])).To(g.Dy.DType);
    }

    /// <summary>dy divided by how many elements attain the extremum: they share the gradient.</summary>
    private static Tensor Shared(Gradient<ScatterReduce> g)
    {
        if (g.Op.Operator is ReduceOperator.Product)
            throw new NotSupportedException($"{g.Op.Name}: its gradient is not defined here; take the logarithm and add.");
        return g.Dy / g.X[0].Eq(g.Y[0]).To(g.Dy.DType).ScatterAdd(g.Op.Axis, g.X[1], Chosen(g));
    }
}
