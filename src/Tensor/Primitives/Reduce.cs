using Neuron.Kernels.Operators;

namespace Neuron.Primitives;

/// <summary>Combines the elements along some axes, which keep length 1: sum, product, maximum, minimum.</summary>
/// <remarks>The order of the sums depends on the shape alone, so the same call gives the same bits.</remarks>
internal sealed record Reduce(ReduceOperator Operator, int[] Axes) : Primitive
{
    public override string Name => Operator.ToString().ToLowerInvariant();

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        var dims = x[0].Shape.ToArray();
        foreach (int axis in Axes)
        {
            if (dims[axis] == 0 && Operator is ReduceOperator.Max or ReduceOperator.Min)
                throw new ShapeException($"{Name}: axis {axis} of shape {x[0].Shape} is empty and has no {Name}.");
            dims[axis] = 1;
        }
        return new(Shape.Create(dims), x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Reduce(Operator, Axes, x[0], y[0]);
}

/// <summary>Position of the largest or smallest element along an axis (the first of equals), as int64; the axis keeps length 1.</summary>
internal sealed record ArgReduce(bool Largest, int Axis) : Primitive
{
    public override string Name => Largest ? "argmax" : "argmin";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        x[0].Shape[Axis] == 0 ? throw new ShapeException($"{Name}: axis {Axis} of shape {x[0].Shape} is empty.")
        : new([.. x[0].Shape[..Axis], 1, .. x[0].Shape[(Axis + 1)..]], DType.Int64);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.ArgReduce(Largest, Axis, x[0], y[0]);
}
