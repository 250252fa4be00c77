namespace Neuron.Models;

/// <summary>The last stage of <see cref="BrainBertModel"/>, y = W₂·norm(gelu(W₁·h + b₁)) + b₂ for every frame.</summary>
/// <remarks>Shapes: h [B, T, width] → [B, T, bins].</remarks>
public sealed class BrainBertHead : Layer
{
    private readonly Linear _hidden, _output;
    private readonly LayerNorm _norm;

    /// <summary>A head.</summary>
    public BrainBertHead(int width, int bins, Rng? rng = null)
    {
        _hidden = AddChild("hidden_layer", new Linear(width, width, rng: rng, biasInit: Init.Zeros));
        _norm = AddChild("layer_norm", new LayerNorm(width));
        _output = AddChild("output", new Linear(width, bins, rng: rng, biasInit: Init.Zeros));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _output.Forward(_norm.Forward(_hidden.Forward(input).Gelu()));
}
