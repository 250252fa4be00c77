using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Sum over the given axes, or over all without any. Bools and small integers add up as int64.</summary>
    public Tensor Sum(ReadOnlySpan<int> axes = default, bool keepDims = false) =>
        Reduce(ReduceOperator.Sum, DType.IsFloatingPoint ? this : To(DType.Int64), axes, keepDims);

    /// <summary>Sum over one axis.</summary>
    public Tensor Sum(int axis, bool keepDims = false) => Sum([axis], keepDims);

    /// <summary>Mean over the given axes, or over all without any; NaN of no elements.</summary>
    public Tensor Mean(ReadOnlySpan<int> axes = default, bool keepDims = false)
    {
        var x = AsFloatingPoint();
        var sum = Reduce(ReduceOperator.Sum, x, axes, keepDims);
        return sum * (1.0 / (Size / Math.Max(1, sum.Size)));
    }

    /// <summary>Mean over one axis.</summary>
    public Tensor Mean(int axis, bool keepDims = false) => Mean([axis], keepDims);

    /// <summary>Product over the given axes, or over all without any.</summary>
    public Tensor Prod(ReadOnlySpan<int> axes = default, bool keepDims = false) =>
        Reduce(ReduceOperator.Product, DType.IsFloatingPoint ? this : To(DType.Int64), axes, keepDims);

    /// <summary>Largest element over the given axes, or over all without any; NaN if one is.</summary>
    public Tensor Max(ReadOnlySpan<int> axes = default, bool keepDims = false) => Reduce(ReduceOperator.Max, this, axes, keepDims);

    /// <summary>Largest element along one axis.</summary>
    public Tensor Max(int axis, bool keepDims = false) => Max([axis], keepDims);

    /// <summary>Smallest element over the given axes, or over all without any; NaN if one is.</summary>
    public Tensor Min(ReadOnlySpan<int> axes = default, bool keepDims = false) => Reduce(ReduceOperator.Min, this, axes, keepDims);

    /// <summary>Smallest element along one axis.</summary>
    public Tensor Min(int axis, bool keepDims = false) => Min([axis], keepDims);

    /// <summary>Position of the largest element along an axis (the first of equals), int64.</summary>
    public Tensor ArgMax(int axis = -1, bool keepDims = false) => ArgReduce(true, axis, keepDims);

    /// <summary>Position of the smallest element along an axis (the first of equals), int64.</summary>
    public Tensor ArgMin(int axis = -1, bool keepDims = false) => ArgReduce(false, axis, keepDims);

    /// <summary>Summed over the axes along which <paramref name="shape"/> was broadcast to this shape: the opposite of Expand.</summary>
    public Tensor SumTo(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape == Shape) return this;
        int added = Rank - shape.Rank;
        var axes = new List<int>();
        for (int i = 0; i < Rank; i++)
            if (i < added || (shape[i - added] == 1 && Shape[i] != 1)) axes.Add(i);
        return axes.Count == 0 ? Reshape(shape) : Reduce(ReduceOperator.Sum, this, axes.ToArray(), keepDims: true).Reshape(shape);
    }

    private static Tensor Reduce(ReduceOperator op, Tensor x, ReadOnlySpan<int> axes, bool keepDims)
    {
        var resolved = new int[axes.IsEmpty ? x.Rank : axes.Length];
        for (int i = 0; i < resolved.Length; i++) resolved[i] = axes.IsEmpty ? i : x.Shape.Axis(axes[i], op.ToString());
        if (resolved.Distinct().Count() != resolved.Length)
            throw new ShapeException($"{op}: axes [{string.Join(", ", resolved)}] name one twice.");
        var y = resolved.Length == 0 ? x : Dispatcher.Run(new Reduce(op, resolved), x);
        return keepDims ? y : y.Without(resolved);
    }

    private Tensor ArgReduce(bool largest, int axis, bool keepDims)
    {
        int at = Shape.Axis(axis, largest ? "ArgMax" : "ArgMin");
        var y = Dispatcher.Run(new ArgReduce(largest, at), this);
        return keepDims ? y : y.Without([at]);
    }

    private Tensor Without(ReadOnlySpan<int> axes)
    {
        Span<int> kept = stackalloc int[Rank];
        int n = 0;
        for (int i = 0; i < Rank; i++) if (!axes.Contains(i)) kept[n++] = Shape[i];
        return Reshape(kept[..n]);
    }
}
