namespace Neuron.Models;

/// <summary>Self-attention, attention to a memory, then a feed-forward network, each with a residual and a layer norm (arXiv 1706.03762, §3.1).</summary>
/// <remarks>Post-norm by default: x ← norm(x + part(x)); pre-norm: x ← x + part(norm(x)).</remarks>
public sealed class TransformerDecoderLayer : Module<DecoderInput>
{
    private readonly MultiHeadAttention _self, _cross;
    private readonly Linear _linear1, _linear2;
    private readonly LayerNorm _norm1, _norm2, _norm3;
    private readonly Pointwise _activation;
    private readonly Dropout _dropout, _dropout1, _dropout2, _dropout3;
    private readonly bool _normFirst;

    /// <summary>A layer.</summary>
    public TransformerDecoderLayer(int width, int heads, int feedForward = 2048, double dropout = 0.1, Pointwise? activation = null, bool normFirst = false, double epsilon = 1e-5, Rng? rng = null)
    {
        _normFirst = normFirst;
        _self = AddChild("self_attn", new MultiHeadAttention(width, heads, dropout, rng: rng));
        _cross = AddChild("multihead_attn", new MultiHeadAttention(width, heads, dropout, rng: rng));
        _linear1 = AddChild("linear1", new Linear(width, feedForward, rng: rng));
        _dropout = AddChild("dropout", new Dropout(dropout, rng));
        _linear2 = AddChild("linear2", new Linear(feedForward, width, rng: rng));
        _norm1 = AddChild("norm1", new LayerNorm(width, epsilon));
        _norm2 = AddChild("norm2", new LayerNorm(width, epsilon));
        _norm3 = AddChild("norm3", new LayerNorm(width, epsilon));
        _dropout1 = AddChild("dropout1", new Dropout(dropout, rng));
        _dropout2 = AddChild("dropout2", new Dropout(dropout, rng));
        _dropout3 = AddChild("dropout3", new Dropout(dropout, rng));
        _activation = AddChild("activation", activation ?? Pointwise.Relu());
    }

    /// <inheritdoc/>
    protected internal override bool IsBlock => true;

    /// <inheritdoc/>
    protected override Tensor Compute(DecoderInput input)
    {
        var x = input.X;
        if (_normFirst)
        {
            x += Self(_norm1.Forward(x), input);
            x += Cross(_norm2.Forward(x), input);
            return x + FeedForward(_norm3.Forward(x));
        }
        x = _norm1.Forward(x + Self(x, input));
        x = _norm2.Forward(x + Cross(x, input));
        return _norm3.Forward(x + FeedForward(x));
    }

    private Tensor Self(Tensor x, DecoderInput input) =>
        _dropout1.Forward(_self.Forward(new AttentionInput(x, Mask: input.Mask, KeyPadding: input.KeyPadding, IsCausal: input.IsCausal)).Y);

    private Tensor Cross(Tensor x, DecoderInput input) =>
        _dropout2.Forward(_cross.Forward(new AttentionInput(x, input.Memory, Mask: input.MemoryMask, KeyPadding: input.MemoryKeyPadding)).Y);

    private Tensor FeedForward(Tensor x) => _dropout3.Forward(_linear2.Forward(_dropout.Forward(_activation.Forward(_linear1.Forward(x)))));
}
