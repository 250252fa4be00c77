namespace Neuron.Models;

/// <summary>Linear, then perhaps batch norm, ReLU, then perhaps dropout.</summary>
public sealed class FcnBlock : Layer
{
    private readonly Linear _linear;
    private readonly BatchNorm? _norm;
    private readonly Dropout? _dropout;

    /// <summary>A block.</summary>
    public FcnBlock(int inFeatures, int outFeatures, bool batchNorm = true, double dropout = 0, Rng? rng = null)
    {
        _linear = AddChild("linear", new Linear(inFeatures, outFeatures, rng: rng));
        if (batchNorm) _norm = AddChild("norm", new BatchNorm(outFeatures));
        if (dropout > 0) _dropout = AddChild("dropout", new Dropout(dropout, rng));
    }

    /// <inheritdoc/>
    protected internal override bool IsBlock => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = _linear.Forward(input);
        x = (_norm?.Forward(x) ?? x).Relu();
        return _dropout?.Forward(x) ?? x;
    }
}
