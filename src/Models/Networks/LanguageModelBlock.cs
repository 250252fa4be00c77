namespace Neuron.Models;

/// <summary>One block of a <see cref="TransformerLanguageModel"/>: causal attention and a ReLU feed-forward network behind layer norms.</summary>
public sealed class LanguageModelBlock : Layer
{
    private readonly LayerNorm _norm1, _norm2;
    private readonly MultiHeadAttention _attention;
    private readonly Linear _linear1, _linear2;
    private readonly Dropout _dropout;
    private readonly bool _replaces;

    internal LanguageModelBlock(int width, int heads, int feedForward, double dropout, bool asPublished, Rng? rng)
    {
        _replaces = asPublished;
        var normal = Init.Normal(0.02);
        _norm1 = AddChild("norm1", new LayerNorm([width], 1e-12, init: asPublished ? normal : null, rng: rng));
        _attention = AddChild("self_attn", new MultiHeadAttention(width, heads, dropout, rng: rng));
        _norm2 = AddChild("norm2", new LayerNorm([width], 1e-12, init: asPublished ? normal : null, rng: rng));
        _linear1 = AddChild("linear1", new Linear(width, feedForward, rng: rng, init: normal, biasInit: Init.Zeros));
        _linear2 = AddChild("linear2", new Linear(feedForward, width, rng: rng, init: normal, biasInit: Init.Zeros));
        _dropout = AddChild("dropout", new Dropout(dropout, rng));
    }

    /// <inheritdoc/>
    protected internal override bool IsBlock => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = input;
        var normed = _norm1.Forward(x);
        x = (_replaces ? normed : x) + _dropout.Forward(_attention.Forward(normed, isCausal: true));
        normed = _norm2.Forward(x);
        return (_replaces ? normed : x) + _dropout.Forward(_linear2.Forward(_linear1.Forward(normed).Relu()));
    }
}
