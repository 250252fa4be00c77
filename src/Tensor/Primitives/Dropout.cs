namespace Neuron.Primitives;

/// <summary>A primitive that draws from a Philox stream: a replayed step moves its counter along.</summary>
internal interface IRandomPrimitive
{
    ulong Seed { get; }

    ulong Counter { get; }

    /// <summary>The stream that the numbers were reserved in; null where they are given.</summary>
    Rng? Stream { get; }
}

/// <summary>
/// Elements set to 0 with probability <paramref name="P"/>, the others divided by 1 − P (arXiv 1207.0580). The mask is a function
/// of seed and counter alone, so that the gradient makes it anew instead of keeping it.
/// </summary>
internal sealed record Dropout(double P, ulong Seed, ulong Counter) : Primitive, IRandomPrimitive
{
    public Rng? Stream { get; init; }

    public override string Name => "dropout";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Dropout(P, Seed, Counter, x[0], y[0]);
}
