namespace Neuron.Models;

/// <summary>x ← x + o(attention(norm(x))); x ← x + down(silu(gate(n))·up(n)), n = norm(x).</summary>
/// <remarks>Hooks reach "weights" [B, H, T, T] and "heads" [B, H, T, D].</remarks>
public sealed class LlamaBlock : Layer
{
    private readonly int _heads, _keyHeads, _headWidth;
    private readonly RmsNorm _norm1, _norm2;
    private readonly Linear _q, _k, _v, _o, _gate, _up, _down;
    private readonly RotaryPositions _rotary;
    private readonly HookPoint _weightsPoint, _headsPoint;

    internal LlamaBlock(LlamaConfig config, Rng? rng)
    {
        if (config.Width % config.Heads != 0 || config.Heads % config.KeyHeads != 0)
            throw new ArgumentException($"Llama: {config.Width} channels, {config.Heads} heads and {config.KeyHeads} key heads do not divide.", nameof(config));
        (_heads, _keyHeads, _headWidth) = (config.Heads, config.KeyHeads, config.Width / config.Heads);
        int keyWidth = _keyHeads * _headWidth;
        Linear Layer(int from, int to) => new(from, to, bias: false, rng: rng, init: Init.Normal(0.02));
        _norm1 = AddChild("input_layernorm", new RmsNorm(config.Width));
        _q = AddChild("q_proj", Layer(config.Width, config.Width));
        _k = AddChild("k_proj", Layer(config.Width, keyWidth));
        _v = AddChild("v_proj", Layer(config.Width, keyWidth));
        _rotary = AddChild("rotary", new RotaryPositions(_headWidth));
        _weightsPoint = AddChild("weights", new HookPoint("batch, head, query, key"));
        _headsPoint = AddChild("heads", new HookPoint("batch, head, time, channel"));
        _o = AddChild("o_proj", Layer(config.Width, config.Width));
        _norm2 = AddChild("post_attention_layernorm", new RmsNorm(config.Width));
        _gate = AddChild("gate_proj", Layer(config.Width, config.FeedForward));
        _up = AddChild("up_proj", Layer(config.Width, config.FeedForward));
        _down = AddChild("down_proj", Layer(config.FeedForward, config.Width));
    }

    /// <inheritdoc/>
    protected internal override bool IsBlock => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = input + _o.Forward(Attention(_norm1.Forward(input)));
        var n = _norm2.Forward(x);
        return x + _down.Forward(_gate.Forward(n).Silu() * _up.Forward(n));
    }

    private Tensor Attention(Tensor x)
    {
        Tensor q = _rotary.Forward(AttentionHeads.Split(_q.Forward(x), _heads)), k = _rotary.Forward(AttentionHeads.Split(_k.Forward(x), _keyHeads));
        var v = AttentionHeads.Split(_v.Forward(x), _keyHeads);
        return AttentionHeads.Join(_headsPoint.Forward(AttentionHeads.Causal(q, k, v, _weightsPoint)));
    }
}
