namespace Neuron.Models;

/// <summary>y = x / √(mean(x²) + ε)·γ over the last axis (arXiv 1910.07467).</summary>
/// <remarks>Shapes: x [.., width]; weight γ [width], 1 at first.</remarks>
public sealed class RmsNorm : Layer
{
    private readonly double _epsilon;

    /// <summary>Over the last axis, of length <paramref name="width"/>.</summary>
    public RmsNorm(int width, double epsilon = 1e-5) => (_epsilon, Weight) = (epsilon, AddParameter("weight", [width], Init.Ones));

    /// <summary>γ.</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    protected override string Description => $"{Weight.Shape}";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank == 0 || input.Shape[^1] != Weight.Shape[0]) throw ShapeException.Expected("rms_norm", $"[.., {Weight.Shape[0]}]", input.Shape);
        return input.RmsNorm(Weight, _epsilon);
    }
}
