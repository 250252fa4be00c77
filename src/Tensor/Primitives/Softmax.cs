namespace Neuron.Primitives;

/// <summary>y = e^x / Σ e^x along an axis; with <paramref name="Log"/>, its logarithm.</summary>
internal sealed record Softmax(int Axis, bool Log) : Primitive
{
    public override string Name => Log ? "log_softmax" : "softmax";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => FloatingPoint.Spec(Name, x[0], x[0].Shape);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Softmax(Log, Axis, x[0], y[0]);

    public override Tensor[] Compose(ReadOnlySpan<Tensor> x)
    {
        var shifted = x[0] - x[0].Max(Axis, keepDims: true);
        var e = shifted.Exp();
        var sum = e.Sum(Axis, keepDims: true);
        return [Log ? shifted - sum.Log() : e / sum];
    }
}

/// <summary>dx of <see cref="Softmax"/> from dy and y.</summary>
internal sealed record SoftmaxGradient(int Axis, bool Log) : Primitive
{
    public override string Name => Log ? "log_softmax_gradient" : "softmax_gradient";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[1].Shape, x[1].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.SoftmaxGradient(Log, Axis, x[0], x[1], y[0]);
}

/// <summary>log Σ eˣ over the last axis, which keeps length 1.</summary>
internal sealed record LogSumExp : Primitive
{
    public static LogSumExp Instance { get; } = new();

    public override string Name => "logsumexp";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => FloatingPoint.Spec(Name, x[0], [.. x[0].Shape[..^1], 1]);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.LogSumExp(x[0], y[0]);

    public override Tensor[] Compose(ReadOnlySpan<Tensor> x)
    {
        var max = x[0].Max(-1, keepDims: true);
        return [(x[0] - max).Exp().Sum(-1, keepDims: true).Log() + max];
    }
}
