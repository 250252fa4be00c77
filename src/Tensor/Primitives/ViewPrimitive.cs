namespace Neuron.Primitives;

/// <summary>A primitive that only re-reads memory: reshape, permute, expand, slice. No backend sees it.</summary>
internal abstract record ViewPrimitive : Primitive
{
    /// <summary>A tensor over the memory of <paramref name="x"/>.</summary>
    public abstract Tensor View(Tensor x);

    public sealed override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        var y = View(x[0]);
        return new(y.Shape, y.DType);
    }

    public sealed override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        throw new InvalidOperationException($"{Name} is a view and runs on no backend.");
}
