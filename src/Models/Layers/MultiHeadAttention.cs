namespace Neuron.Models;

/// <summary>Multi-head attention (arXiv 1706.03762, §3.2): softmax(q·kᵀ/√D + mask)·v in each head, D = width / heads.</summary>
/// <remarks>
/// Parameters as in PyTorch: in_proj_weight [3·width, width] stacks the q, k and v projections (q_proj_weight, k_proj_weight, v_proj_weight where key or value
/// have other widths), Xavier-uniform; in_proj_bias 0; out_proj. Hooks reach "weights" [B, H, L, S] and "heads" [B, H, L, D], what each head gives.
/// </remarks>
public sealed class MultiHeadAttention : Module<AttentionInput, AttentionOutput>
{
    private readonly int _width, _heads, _keyWidth, _valueWidth;
    private readonly Parameter? _inWeight, _qWeight, _kWeight, _vWeight, _inBias;
    private readonly Linear _out;
    private readonly Dropout? _dropout;
    private readonly HookPoint _headsPoint, _weightsPoint;

    /// <exception cref="ArgumentException">The width does not split into the heads.</exception>
    public MultiHeadAttention(int width, int heads, double dropout = 0, bool bias = true, int? keyWidth = null, int? valueWidth = null, Rng? rng = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        if (width % heads != 0) throw new ArgumentException($"MultiHeadAttention: {width} channels do not split into {heads} heads.", nameof(heads));
        (_width, _heads, _keyWidth, _valueWidth) = (width, heads, keyWidth ?? width, valueWidth ?? width);
        if (_keyWidth == width && _valueWidth == width)
        {
            _inWeight = AddParameter("in_proj_weight", [3 * width, width], Init.XavierUniform(), rng);
        }
        else
        {
            _qWeight = AddParameter("q_proj_weight", [width, width], Init.XavierUniform(), rng);
            _kWeight = AddParameter("k_proj_weight", [width, _keyWidth], Init.XavierUniform(), rng);
            _vWeight = AddParameter("v_proj_weight", [width, _valueWidth], Init.XavierUniform(), rng);
        }
        if (bias) _inBias = AddParameter("in_proj_bias", [3 * width], Init.Zeros, rng);
        _weightsPoint = AddChild("weights", new HookPoint("batch, head, query, key"));
        _headsPoint = AddChild("heads", new HookPoint("batch, head, time, channel"));
        _out = AddChild("out_proj", new Linear(width, width, bias, rng, biasInit: Init.Zeros));
        if (dropout > 0) _dropout = AddChild("dropout", new Dropout(dropout, rng));
    }

    /// <inheritdoc/>
    protected override string Description => $"{_width}, {_heads} heads";

    /// <summary>Self-attention.</summary>
    public Tensor Forward(Tensor x, bool isCausal = false, Tensor? keyPadding = null) => Forward(new AttentionInput(x, KeyPadding: keyPadding, IsCausal: isCausal)).Y;

    /// <inheritdoc/>
    protected override AttentionOutput Compute(AttentionInput input)
    {
        Tensor query = input.Query, key = input.Key ?? query, value = input.Value ?? key;
        if (query.Rank != 3 || query.Shape[2] != _width) throw ShapeException.Expected("attention (query)", $"[B, L, {_width}]", query.Shape);
        int batch = query.Shape[0], length = query.Shape[1];
        if (key.Rank != 3 || key.Shape[0] != batch || key.Shape[2] != _keyWidth) throw ShapeException.Expected("attention (key)", $"[{batch}, S, {_keyWidth}]", key.Shape);
        int source = key.Shape[1];
        Shape values = [batch, source, _valueWidth];
        if (value.Shape != values) throw ShapeException.Expected("attention (value)", values.ToString(), value.Shape);

        var (q, k, v) = Project(query, key, value);
        var mixed = AttentionHeads.Mix(
            Heads(q), Heads(k), Heads(v), _weightsPoint, MaskOf(input, batch, length, source), input.KeyPadding, input.IsCausal, _dropout, input.NeedsWeights, out var weights);
        var y = _out.Forward(AttentionHeads.Join(_headsPoint.Forward(mixed)));
        return new(y, input.NeedsWeights ? weights : null);
    }

    /// <inheritdoc/>
    protected override Tensor ActivationOf(AttentionOutput output) => output.Y;

    /// <inheritdoc/>
    protected override AttentionOutput WithActivation(AttentionOutput output, Tensor activation) => output with { Y = activation };

    private Tensor Heads(Tensor x) => AttentionHeads.Split(x, _heads);

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor query, Tensor key, Tensor value)
    {
        if (_inWeight is not null && ReferenceEquals(query, key) && ReferenceEquals(key, value))
            return AttentionHeads.Parts(query.Linear(_inWeight, _inBias?.Value));
        Tensor Part(Tensor x, int i, Parameter? own) =>
            x.Linear(own?.Value ?? _inWeight!.Value.Slice(0, i * _width, (i + 1) * _width), _inBias?.Value.Slice(0, i * _width, (i + 1) * _width));
        return (Part(query, 0, _qWeight), Part(key, 1, _kWeight), Part(value, 2, _vWeight));
    }

    private Tensor? MaskOf(AttentionInput input, int batch, int length, int source)
    {
        if (input.Mask is not { } mask) return null;
        Shape flat = [batch * _heads, length, source], shared = [length, source], full = [batch, _heads, length, source];
        if (mask.Shape == flat) mask = mask.Reshape(full);
        return mask.Shape == shared || mask.Shape == full ? mask
            : throw ShapeException.Expected("attention (mask)", $"{shared}, {flat} or {full}", mask.Shape);
    }
}
