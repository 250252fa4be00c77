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
        foreach (var layer in _layers) input = input with { X = layer.Forward(input) };
        return _norm?.Forward(input.X) ?? input.X;
    }
}
