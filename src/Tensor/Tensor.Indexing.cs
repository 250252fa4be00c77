using System.Runtime.CompilerServices;
using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>
    /// NumPy's indexing: <c>x[0]</c>, <c>x[.., 1..^1]</c>, <c>x[TensorIndex.Ellipsis, ^1]</c>, <c>x[i, .., j]</c> with index tensors,
    /// <c>x[mask]</c>. Without tensors, a view; with them, a copy. Setting writes into this tensor.
    /// </summary>
    /// <exception cref="ShapeException">There are more entries than axes, or an entry lies outside its axis.</exception>
    [IndexerName("At")] // Item is the method
    public Tensor this[params ReadOnlySpan<TensorIndex> index]
    {
        get
        {
            var (view, tensors) = Viewed(index);
            return tensors.Count == 0 ? view : view.PickTogether(tensors);
        }
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            var (view, tensors) = Viewed(index);
            if (tensors.Count == 0) view.CopyFrom(value);
            else CopyFrom(IndexPut(index, value));
        }
    }

    /// <summary>A copy of this tensor with <paramref name="value"/> (broadcast) written, or added, where the index points. Differentiable.</summary>
    public Tensor IndexPut(ReadOnlySpan<TensorIndex> index, Tensor value, bool accumulate = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        // the positions that the index picks, found by indexing the tensor of all positions
        var positions = Arange(0, Size, 1, DType.Int64, Device).Reshape(Shape)[index];
        var source = value.To(DType).Expand(positions.Shape).Reshape(-1);
        var (flat, picked) = (Reshape(-1), positions.Reshape(-1));
        return (accumulate ? flat.IndexAdd(0, picked, source) : flat.Scatter(0, picked, source)).Reshape(Shape);
    }

    /// <summary>Slices along an axis, by a vector of positions (int32 or int64).</summary>
    public Tensor IndexSelect(int axis, Tensor index) =>
        Dispatcher.Run(new IndexSelect(Shape.Axis(axis, "IndexSelect")), this, Positions(index, "IndexSelect"));

    /// <summary>A copy to whose slices, picked by a vector of positions, <paramref name="scale"/> · <paramref name="source"/> is added; equal positions add up.</summary>
    public Tensor IndexAdd(int axis, Tensor index, Tensor source, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Dispatcher.Run(new IndexAdd(Shape.Axis(axis, "IndexAdd"), scale), this, Positions(index, "IndexAdd"), source.To(DType));
    }

    /// <summary>y[.., i, ..] = this[.., index[.., i, ..], ..] along an axis; the index has this tensor's rank.</summary>
    public Tensor Gather(int axis, Tensor index) => Dispatcher.Run(new Gather(Shape.Axis(axis, "Gather")), this, Positions(index, "Gather"));

    /// <summary>As <see cref="Gather"/>, but the index is broadcast along the other axes (NumPy's take_along_axis).</summary>
    public Tensor TakeAlong(int axis, Tensor index)
    {
        ArgumentNullException.ThrowIfNull(index);
        int at = Shape.Axis(axis, "TakeAlong");
        var dims = Shape.ToArray();
        dims[at] = index.Shape[at];
        return Gather(at, index.Expand(dims));
    }

    /// <summary>A copy with the elements that the index picks along an axis replaced by those of the source.</summary>
    public Tensor Scatter(int axis, Tensor index, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Dispatcher.Run(new Scatter(Shape.Axis(axis, "Scatter")), this, Positions(index, "Scatter"), source.To(DType));
    }

    /// <summary>A copy with the source added to the elements that the index picks along an axis; equal positions add up.</summary>
    public Tensor ScatterAdd(int axis, Tensor index, Tensor source) => ScatterReduced(axis, index, source, ReduceOperator.Sum);

    /// <summary>A copy whose elements are the larger of what is there and all source elements whose index points there.</summary>
    public Tensor ScatterMax(int axis, Tensor index, Tensor source) => ScatterReduced(axis, index, source, ReduceOperator.Max);

    /// <summary>A copy whose elements are the smaller of what is there and all source elements whose index points there.</summary>
    public Tensor ScatterMin(int axis, Tensor index, Tensor source) => ScatterReduced(axis, index, source, ReduceOperator.Min);

    /// <summary>A copy whose elements are multiplied by all source elements whose index points there. Has no gradient.</summary>
    public Tensor ScatterProd(int axis, Tensor index, Tensor source) => ScatterReduced(axis, index, source, ReduceOperator.Product);

    /// <summary>Each element the mean of what is there and all source elements whose index points there.</summary>
    public Tensor ScatterMean(int axis, Tensor index, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ScatterAdd(axis, index, source) / OnesLike().ScatterAdd(axis, index, source.OnesLike());
    }

    /// <summary>A copy with <paramref name="value"/> where the mask (bool, broadcast) holds.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => Where(mask, Scalar(value, DType, Device), this);

    /// <summary>The elements where the mask holds, in row-major order. Waits for the mask.</summary>
    public Tensor MaskedSelect(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var shape = Shape.Broadcast(Shape, mask.Shape);
        return Expand(shape).Reshape(-1).IndexSelect(0, mask.Expand(shape).Reshape(-1).NonZero().Reshape(-1));
    }

    /// <summary>Vectors of this table [N, C] (or slices [N, ..]) by position: index [..] → [.., C]. Equal positions add up in the gradient.</summary>
    public Tensor Embedding(Tensor index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return IndexSelect(0, index.Reshape(-1)).Reshape([.. index.Shape, .. Shape[1..]]);
    }

    /// <summary>Windows of <paramref name="size"/> neighbours along an axis, every <paramref name="step"/>-th, as a new last axis.</summary>
    public Tensor Windows(int axis, int size, int step = 1)
    {
        int at = Shape.Axis(axis, "Windows");
        if (size < 1 || size > Shape[at] || step < 1)
            throw new ShapeException($"Windows: size {size} and step {step} on axis {axis} of shape {Shape}; expected 1 to {Shape[at]}, and at least 1.");
        int count = ((Shape[at] - size) / step) + 1;
        var index = ((Arange(count, Device) * step).Unsqueeze(1) + Arange(size, Device)).Reshape(-1);
        var picked = IndexSelect(at, index).Reshape([.. Shape[..at], count, size, .. Shape[(at + 1)..]]);
        int[] order = [.. Enumerable.Range(0, at + 1), .. Enumerable.Range(at + 2, Rank - at - 1), at + 1];
        return picked.Permute(order);
    }

    private Tensor ScatterReduced(int axis, Tensor index, Tensor source, ReduceOperator op)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Dispatcher.Run(new ScatterReduce(Shape.Axis(axis, "Scatter"), op), this, Positions(index, "Scatter"), source.To(DType));
    }

    private static Tensor Positions(Tensor index, string operation)
    {
        ArgumentNullException.ThrowIfNull(index);
        return index.DType.IsInteger ? index.To(DType.Int64) : throw ShapeException.DTypeOf($"{operation} (index)", index, "int64 or int32");
    }

    /// <summary>Applies all entries but tensors; those are returned with the axis of the view that each indexes.</summary>
    private (Tensor View, List<(int Axis, Tensor Index)> Tensors) Viewed(ReadOnlySpan<TensorIndex> index)
    {
        int used = 0, ellipses = 0;
        foreach (var entry in index)
        {
            if (entry.What == TensorIndex.Kind.Ellipsis) ellipses++;
            else if (entry.What != TensorIndex.Kind.NewAxis) used += entry.Tensor is { DType: DType.Bool } mask ? mask.Rank : 1;
        }
        if (used > Rank || ellipses > 1)
            throw new ShapeException($"index: {used} entries{(ellipses > 1 ? $" and {ellipses} ellipses" : "")} for shape {Shape} of {Rank} axes.");
        var (view, axis) = (this, 0);
        var tensors = new List<(int, Tensor)>();
        foreach (var entry in index)
        {
            switch (entry.What)
            {
                case TensorIndex.Kind.Position:
                    int n = view.Shape[axis], at = entry.Start.GetOffset(n);
                    view = at >= 0 && at < n ? view.Select(axis, at)
                        : throw new ShapeException($"index: position {entry.Start} on axis {axis} of shape {Shape}; expected 0 to {n - 1}.");
                    break;
                case TensorIndex.Kind.Range:
                    int length = view.Shape[axis];
                    int start = Math.Clamp(entry.Start.GetOffset(length), 0, length), end = Math.Clamp(entry.End.GetOffset(length), start, length);
                    view = view.Slice(axis++, start, end, entry.Stride);
                    break;
                case TensorIndex.Kind.NewAxis:
                    view = view.Unsqueeze(axis++);
                    break;
                case TensorIndex.Kind.Ellipsis:
                    axis += Rank - used;
                    break;
                default:
                    foreach (var positions in ByAxis(entry.Tensor!, view.Shape, axis)) tensors.Add((axis++, positions));
                    break;
            }
        }
        return (view, tensors);
    }

    /// <summary>A mask becomes one vector of positions an axis; negative positions count from the end.</summary>
    private static IEnumerable<Tensor> ByAxis(Tensor index, Shape shape, int axis)
    {
        if (index.DType != DType.Bool)
        {
            var positions = Positions(index, "index");
            yield return Where(positions.Lt(positions.ZerosLike()), positions + shape[axis], positions);
            yield break;
        }
        if (shape[axis..(axis + index.Rank)] != index.Shape)
            throw new ShapeException($"index: a mask of shape {index.Shape} at axis {axis} of shape {shape}; the lengths must be equal.");
        var found = index.NonZero();
        for (int i = 0; i < index.Rank; i++) yield return found.Select(1, i);
    }

    /// <summary>NumPy's advanced indexing: the index tensors are broadcast together, and their axes take the first one's place (the front if they are apart).</summary>
    private Tensor PickTogether(List<(int Axis, Tensor Index)> tensors)
    {
        Shape common = [];
        foreach (var (_, index) in tensors) common = Shape.Broadcast(common, index.Shape);
        bool together = tensors[^1].Axis - tensors[0].Axis == tensors.Count - 1;
        int[] picked = [.. tensors.Select(t => t.Axis)], rest = [.. Enumerable.Range(0, Rank).Except(picked)];
        Tensor? flat = null;
        foreach (var (axis, index) in tensors)
        {
            RequireWithin(index, axis);
            flat = flat is null ? index : (flat * Shape[axis]) + index;
        }
        var front = Permute([.. picked, .. rest]);
        var rows = front.Reshape([checked((int)front.Shape[..picked.Length].Size), .. front.Shape[picked.Length..]]);
        var y = rows.IndexSelect(0, flat!.Expand(common).Reshape(-1)).Reshape([.. common, .. rows.Shape[1..]]);
        if (!together || tensors[0].Axis == 0) return y;
        int before = tensors[0].Axis;
        int[] order = [.. Enumerable.Range(common.Rank, before), .. Enumerable.Range(0, common.Rank), .. Enumerable.Range(common.Rank + before, rest.Length - before)];
        return y.Permute(order);
    }

    private void RequireWithin(Tensor index, int axis)
    {
        if (index.Size == 0) return;
        var (low, high) = (index.Min().Item<long>(), index.Max().Item<long>());
        if (low < 0 || high >= Shape[axis])
            throw new ShapeException($"index: positions up to {(low < 0 ? low - Shape[axis] : high)} on axis {axis} of shape {Shape}; expected {-Shape[axis]} to {Shape[axis] - 1}.");
    }
}
