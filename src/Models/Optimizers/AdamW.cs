namespace Neuron.Models;

/// <summary>Adam with weight decay that shrinks the weights, w ← (1 − ηλ)w, before each step (arXiv 1711.05101).</summary>
public sealed class AdamW : Adam
{
    /// <summary>For some parameters.</summary>
    public AdamW(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double weightDecay = 0.01)
        : base(parameters, learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public AdamW(IEnumerable<ParameterGroup> groups, double learningRate = 1e-3, double weightDecay = 0.01)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <inheritdoc/>
    protected override bool DecouplesWeightDecay => true;
}
