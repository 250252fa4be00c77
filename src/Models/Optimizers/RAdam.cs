using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>Rectified Adam (arXiv 1908.03265, algorithm 2).</summary>
/// <remarks>ρ∞ = 2/(1 − β₂) − 1; ρₜ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ); w ← w − ηm̂·r/(√v̂ + ε) where ρₜ &gt; 5, else w − ηm̂; r = √((ρₜ−4)(ρₜ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρₜ)).</remarks>
public sealed class RAdam : Optimizer
{
    /// <summary>For some parameters.</summary>
    public RAdam(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public RAdam(IEnumerable<ParameterGroup> groups, double learningRate = 1e-3, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["exp_avg", "exp_avg_sq"];

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state) =>
        new FusedStep(new OptimizerRule.RAdam(group.LearningRate, Beta1, Beta2, Epsilon, state.Step, group.WeightDecay, Maximize), ["exp_avg", "exp_avg_sq"]);
}
