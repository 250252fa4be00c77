namespace Neuron.Models;

/// <summary>Encoder layers one after another, "layers.0", …, then perhaps a layer norm, "norm".</summary>
public sealed class TransformerEncoder : Module<SequenceInput>
{
    private readonly ModuleList<TransformerEncoderLayer> _layers;
    private readonly LayerNorm? _norm;

    /// <summary>The given layers.</summary>
    public TransformerEncoder(IEnumerable<TransformerEncoderLayer> layers, LayerNorm? norm = null)
    {
        _layers = AddChildren("layers", layers);
        if (norm is not null) _norm = AddChild("norm", norm);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(SequenceInput input)
    {
        Tensor x = input.X;
        for (int i = 0; i < _layers.Count; i++) x = _layers[i].Forward(input with { X = x, Wanted = i == _layers.Count - 1 ? input.Wanted : null });
        return _norm?.Forward(x) ?? x;
    }
}
