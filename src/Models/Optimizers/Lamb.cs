using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>LAMB: Adam steps scaled to each layer (arXiv 1904.00962, algorithm 2).</summary>
/// <remarks>u = m/(√v + ε) + λw; w ← w − η·φ(|w|)/|u|·u with φ(z) = min(z, 10), the ratio 1 where either norm is 0; with <see cref="Debias"/> also times √(1 − β₂ᵗ)/(1 − β₁ᵗ).</remarks>
public sealed class Lamb : Optimizer
{
    /// <summary>For some parameters.</summary>
    public Lamb(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public Lamb(IEnumerable<ParameterGroup> groups, double learningRate = 1e-3, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Upper limit of |w| in the ratio.</summary>
    public double NormLimit { get; init; } = 10;

    /// <summary>Whether the moments are corrected for their start at 0.</summary>
    public bool Debias { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["exp_avg", "exp_avg_sq"];

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state) =>
        new FusedStep(new OptimizerRule.Lamb(group.LearningRate, Beta1, Beta2, Epsilon, state.Step, group.WeightDecay, NormLimit, Debias), ["exp_avg", "exp_avg_sq"]);
}
