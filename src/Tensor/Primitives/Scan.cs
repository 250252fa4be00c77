using Neuron.Kernels.Operators;

namespace Neuron.Primitives;

/// <summary>Running sum, product or log-sum-exp along an axis.</summary>
internal sealed record Scan(ScanOperator Operator, int Axis) : Primitive
{
    public override string Name => $"cumulative_{Operator.ToString().ToLowerInvariant()}";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Scan(Operator, Axis, x[0], y[0]);
}

/// <summary>The linear recurrence h_i = a_i · h_{i−1} + b_i along an axis, from h_{−1} = 0.</summary>
/// <remarks>Inputs: a and b, of one shape.</remarks>
internal sealed record LinearScan(int Axis) : Primitive
{
    public override string Name => "linear_scan";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        x[0].Shape == x[1].Shape ? new(x[0].Shape, x[0].DType) : throw ShapeException.Expected(Name, x[0].Shape.ToString(), x[1]);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.LinearScan(Axis, x[0], x[1], y[0]);
}

/// <summary>Position of the largest or smallest element so far along an axis (the last of equals), as int64.</summary>
internal sealed record ArgScan(bool Largest, int Axis) : Primitive
{
    public override string Name => Largest ? "cumulative_argmax" : "cumulative_argmin";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, DType.Int64);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.ArgScan(Largest, Axis, x[0], y[0]);
}
