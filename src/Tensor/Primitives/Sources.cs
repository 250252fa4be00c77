namespace Neuron.Primitives;

/// <summary>A constant tensor.</summary>
internal sealed record Fill(Shape Shape, DType DType, double Value) : Primitive
{
    public override string Name => "fill";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(Shape, DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Fill(Value, y[0]);
}

/// <summary>start + i · step for i = 0 … Length − 1.</summary>
internal sealed record Ramp(int Length, DType DType, double Start, double Step) : Primitive
{
    public override string Name => "ramp";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new([Length], DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Ramp(Start, Step, y[0]);
}

/// <summary>A copy on another device.</summary>
internal sealed record Transfer(Device Target) : Primitive
{
    public override string Name => "transfer";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        throw new NotSupportedException($"transfer: from {x[0].Device} to {Target}: only the CPU backend is built in.");
}
