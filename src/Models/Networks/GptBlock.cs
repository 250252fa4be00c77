namespace Neuron.Models;

/// <summary>x ← x + proj(attention(norm1(x))); x ← x + out(gelu(fc(norm2(x)))).</summary>
/// <remarks>The product qkv is laid out [3, heads, head width]. Hooks reach "weights" [B, H, T, T] and "heads" [B, H, T, D].</remarks>
public sealed class GptBlock : Layer
{
    private readonly int _heads;
    private readonly LayerNorm _norm1, _norm2;
    private readonly Linear _qkv, _proj, _fc, _out;
    private readonly HookPoint _weightsPoint, _headsPoint;
    private readonly Dropout _dropout;

    internal GptBlock(GptConfig config, Rng? rng)
    {
        int width = config.Width;
        if (width % config.Heads != 0) throw new ArgumentException($"Gpt: {width} channels do not split into {config.Heads} heads.", nameof(config));
        _heads = config.Heads;
        Initializer normal = Init.Normal(0.02), residual = Init.Normal(0.02 / Math.Sqrt(2 * config.Layers));
        _norm1 = AddChild("norm1", new LayerNorm(width));
        _qkv = AddChild("qkv", new Linear(width, 3 * width, rng: rng, init: normal, biasInit: Init.Zeros));
        _weightsPoint = AddChild("weights", new HookPoint("batch, head, query, key"));
        _headsPoint = AddChild("heads", new HookPoint("batch, head, time, channel"));
        _proj = AddChild("proj", new Linear(width, width, rng: rng, init: residual, biasInit: Init.Zeros));
        _norm2 = AddChild("norm2", new LayerNorm(width));
        _fc = AddChild("fc", new Linear(width, 4 * width, rng: rng, init: normal, biasInit: Init.Zeros));
        _out = AddChild("out", new Linear(4 * width, width, rng: rng, init: residual, biasInit: Init.Zeros));
        _dropout = AddChild("drop", new Dropout(config.Dropout, rng));
    }

    /// <inheritdoc/>
    protected internal override bool IsBlock => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = input + _dropout.Forward(_proj.Forward(Attention(_norm1.Forward(input))));
        return x + _dropout.Forward(_out.Forward(_fc.Forward(_norm2.Forward(x)).GeluTanh()));
    }

    private Tensor Attention(Tensor x)
    {
        var parts = AttentionHeads.Parts(_qkv.Forward(x));
        Tensor q = AttentionHeads.Split(parts.Q, _heads), k = AttentionHeads.Split(parts.K, _heads), v = AttentionHeads.Split(parts.V, _heads);
        return AttentionHeads.Join(_headsPoint.Forward(AttentionHeads.Causal(q, k, v, _weightsPoint)));
    }
}
