namespace Neuron.Models;

/// <summary>Self-attention, then a feed-forward network, each with a residual and a layer norm (arXiv 1706.03762, §3.1).</summary>
/// <remarks>Post-norm: x ← norm1(x + attention(x)); x ← norm2(x + ff(x)). Pre-norm: x ← x + attention(norm1(x)); x ← x + ff(norm2(x)).</remarks>
public sealed class TransformerEncoderLayer : Module<SequenceInput>
{
    private readonly MultiHeadAttention _attention;
    private readonly Linear _linear1, _linear2;
    private readonly LayerNorm _norm1, _norm2;
    private readonly Pointwise _activation;
    private readonly Dropout _dropout, _dropout1, _dropout2;
    private readonly bool _normFirst;

    /// <summary>A layer.</summary>
    public TransformerEncoderLayer(int width, int heads, int feedForward = 2048, double dropout = 0.1, Pointwise? activation = null, bool normFirst = false, double epsilon = 1e-5, Rng? rng = null, Initializer? biasInit = null)
    {
        _normFirst = normFirst;
        _attention = AddChild("self_attn", new MultiHeadAttention(width, heads, dropout, rng: rng));
        _linear1 = AddChild("linear1", new Linear(width, feedForward, rng: rng, biasInit: biasInit));
        _dropout = AddChild("dropout", new Dropout(dropout, rng));
        _linear2 = AddChild("linear2", new Linear(feedForward, width, rng: rng, biasInit: biasInit));
        _norm1 = AddChild("norm1", new LayerNorm(width, epsilon));
        _norm2 = AddChild("norm2", new LayerNorm(width, epsilon));
        _dropout1 = AddChild("dropout1", new Dropout(dropout, rng));
        _dropout2 = AddChild("dropout2", new Dropout(dropout, rng));
        _activation = AddChild("activation", activation ?? Pointwise.Relu());
    }

    /// <inheritdoc/>
    protected internal override bool IsBlock => true;

    /// <inheritdoc/>
    protected override Tensor Compute(SequenceInput input)
    {
        if (input.Wanted is not null && (input.Mask is not null || input.IsCausal)) throw new ArgumentException($"{Path}: some positions alone are computed only without a mask and not causally.");
        Tensor x = Wanted(input.X, input);
        if (_normFirst)
        {
            x += Attention(_norm1.Forward(input.X), input);
            return x + FeedForward(_norm2.Forward(x));
        }
        x = _norm1.Forward(x + Attention(input.X, input));
        return _norm2.Forward(x + FeedForward(x));
    }

    private static Tensor Wanted(Tensor x, SequenceInput input) =>
        input.Wanted is { } wanted && wanted.GetOffsetAndLength(x.Shape[1]) is var (from, count) ? x.Slice(1, from, from + count) : x;

    private Tensor Attention(Tensor x, SequenceInput input) =>
        _dropout1.Forward(_attention.Forward(new AttentionInput(Wanted(x, input), x, Mask: input.Mask, KeyPadding: input.KeyPadding, IsCausal: input.IsCausal)).Y);

    private Tensor FeedForward(Tensor x) => _dropout2.Forward(_linear2.Forward(_dropout.Forward(_activation.Forward(_linear1.Forward(x)))));
}
