namespace Neuron.Models;

/// <summary>y = x·Wᵀ + b over the last axis.</summary>
/// <remarks>Shapes: x [.., in] → [.., out]; weight [out, in], bias [out]. Both start uniform in ±1/√in unless other initialisers are given.</remarks>
public sealed class Linear : Layer
{
    private readonly int _in, _out;

    /// <summary>A layer from <paramref name="inFeatures"/> to <paramref name="outFeatures"/>.</summary>
    public Linear(int inFeatures, int outFeatures, bool bias = true, Rng? rng = null, Initializer? init = null, Initializer? biasInit = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outFeatures);
        (_in, _out) = (inFeatures, outFeatures);
        var uniform = Init.Uniform(1 / Math.Sqrt(inFeatures));
        Weight = AddParameter("weight", [outFeatures, inFeatures], init ?? uniform, rng);
        if (bias) Bias = AddParameter("bias", [outFeatures], biasInit ?? uniform, rng);
    }

    /// <summary>[out, in].</summary>
    public Parameter Weight { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    protected override string Description => $"{_in} → {_out}{(Bias is null ? ", no bias" : "")}";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank == 0 || input.Shape[^1] != _in) throw ShapeException.Expected("linear", $"[.., {_in}]", input.Shape);
        return input.Linear(Weight.Value, Bias?.Value);
    }
}
