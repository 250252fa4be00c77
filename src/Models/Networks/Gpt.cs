namespace Neuron.Models;

/// <summary>GPT-2-style decoder: learned positions, pre-norm blocks, tanh-GELU, the head tied to the token embedding.</summary>
/// <remarks>Shapes: token numbers [B, T] → logits [B, T, vocabulary]; those of position t depend on tokens 0 … t.</remarks>
public sealed class Gpt : Layer
{
    private readonly Embedding _wte;
    private readonly LearnedPositions _wpe;
    private readonly Dropout _dropout;
    private readonly ModuleList<GptBlock> _blocks;
    private readonly LayerNorm _norm;

    /// <summary>A decoder.</summary>
    public Gpt(GptConfig config, Rng? rng = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        _wte = AddChild("wte", new Embedding(config.Vocabulary, config.Width, rng: rng, init: Init.Normal(0.02)));
        _wpe = AddChild("wpe", new LearnedPositions(config.Context, config.Width, rng, Init.Normal(0.02)));
        _dropout = AddChild("drop", new Dropout(config.Dropout, rng));
        _blocks = AddChildren("blocks", Enumerable.Range(0, config.Layers).Select(_ => new GptBlock(config, rng)));
        _norm = AddChild("normf", new LayerNorm(config.Width));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = _dropout.Forward(_wpe.Forward(_wte.Forward(input)));
        foreach (var block in _blocks) x = block.Forward(x);
        return _norm.Forward(x).Linear(_wte.Weight);
    }
}
