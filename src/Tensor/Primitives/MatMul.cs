namespace Neuron.Primitives;

/// <summary>Matrix product over the last two axes; leading axes broadcast.</summary>
/// <remarks>Shapes: a [.., M, K], b [.., K, N] → y [.., M, N].</remarks>
internal sealed record MatMul : Primitive
{
    public static MatMul Instance { get; } = new();

    public override string Name => "matmul";

    /// <exception cref="ShapeException">The two K differ, or the leading axes do not broadcast.</exception>
    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        Shape a = x[0].Shape, b = x[1].Shape;
        if (a[^1] != b[^2]) throw ShapeException.Mismatch(Name, ("a", x[0], a.Rank - 1), ("b", x[1], b.Rank - 2));
        if (!Shape.TryBroadcast(a[..^2], b[..^2], out var batch)) throw ShapeException.Broadcast(Name, a, b);
        return new([.. batch, a[^2], b[^1]], x[0].DType);
    }

    public override double Operations(ReadOnlySpan<Tensor> x) => 2.0 * Infer(x, 0).Shape.Size * x[0].Shape[^1];

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.MatMul(x[0], x[1], y[0]);
}
