namespace Neuron.Models;

/// <summary>y = (x − mean) / √(variance + ε)·γ + β over the last axes (arXiv 1607.06450).</summary>
/// <remarks>Shapes: x [.., *shape]; weight γ and bias β of the given shape, 1 and 0 at first.</remarks>
public sealed class LayerNorm : Layer
{
    private readonly Shape _shape;
    private readonly double _epsilon;

    /// <summary>Over the last axis, of length <paramref name="width"/>.</summary>
    public LayerNorm(int width, double epsilon = 1e-5, bool affine = true, bool bias = true)
        : this([width], epsilon, affine, bias)
    {
    }

    /// <summary>Over the last axes.</summary>
    public LayerNorm(Shape shape, double epsilon = 1e-5, bool affine = true, bool bias = true, Initializer? init = null, Rng? rng = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        (_shape, _epsilon) = (shape, epsilon);
        if (affine) Weight = AddParameter("weight", shape, init ?? Init.Ones, rng);
        if (affine && bias) Bias = AddParameter("bias", shape, Init.Zeros, rng);
    }

    /// <summary>γ, or null.</summary>
    public Parameter? Weight { get; }

    /// <summary>β, or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    protected override string Description => $"{_shape}";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank < _shape.Rank || input.Shape[^_shape.Rank..] != _shape) throw ShapeException.Expected("layer_norm", $"[.., {string.Join(", ", _shape)}]", input.Shape);
        return input.LayerNorm(_shape.Rank, Weight?.Value, Bias?.Value, _epsilon);
    }
}
