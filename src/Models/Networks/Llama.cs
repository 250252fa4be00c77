namespace Neuron.Models;

/// <summary>Llama-style decoder: RMS norms, rotary positions, grouped key heads, SiLU-gated feed-forward networks, the head tied to the token embedding.</summary>
/// <remarks>Shapes: token numbers [B, T] → logits [B, T, vocabulary]; those of position t depend on tokens 0 … t.</remarks>
public sealed class Llama : Layer
{
    private readonly Embedding _embedding;
    private readonly ModuleList<LlamaBlock> _layers;
    private readonly RmsNorm _norm;

    /// <summary>A decoder.</summary>
    public Llama(LlamaConfig config, Rng? rng = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        _embedding = AddChild("embed_tokens", new Embedding(config.Vocabulary, config.Width, rng: rng, init: Init.Normal(0.02)));
        _layers = AddChildren("layers", Enumerable.Range(0, config.Layers).Select(_ => new LlamaBlock(config, rng)));
        _norm = AddChild("norm", new RmsNorm(config.Width));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = _embedding.Forward(input);
        foreach (var layer in _layers) x = layer.Forward(x);
        return _norm.Forward(x).Linear(_embedding.Weight);
    }
}
