namespace Neuron.Primitives;

/// <summary>Distribution of random elements; A and B are its parameters.</summary>
internal enum Distribution
{
    /// <summary>In [A, B).</summary>
    Uniform,

    /// <summary>Mean A, standard deviation B.</summary>
    Normal,

    /// <summary>Integers in [A, B).</summary>
    Integers,
}

/// <summary>Independent random elements from Philox stream <paramref name="Seed"/>, from block <paramref name="Counter"/> on.</summary>
internal sealed record RandomFill(Shape Shape, DType DType, Distribution Distribution, double A, double B, ulong Seed, ulong Counter) : Primitive, IRandomPrimitive
{
    public Rng? Stream { get; init; }

    public override string Name => "random";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(Shape, DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.RandomFill(Distribution, A, B, Seed, Counter, y[0]);
}
