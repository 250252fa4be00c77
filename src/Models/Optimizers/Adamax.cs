using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>Adamax (arXiv 1412.6980, algorithm 2).</summary>
/// <remarks>m ← β₁m + (1 − β₁)g; u ← max(β₂u, |g| + ε); w ← w − η/(1 − β₁ᵗ)·m/u.</remarks>
public sealed class Adamax : Optimizer
{
    /// <summary>For some parameters.</summary>
    public Adamax(IEnumerable<Parameter> parameters, double learningRate = 2e-3, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public Adamax(IEnumerable<ParameterGroup> groups, double learningRate = 2e-3, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to |g|.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["exp_avg", "exp_inf"];

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state) =>
        new FusedStep(new OptimizerRule.Adamax(group.LearningRate, Beta1, Beta2, Epsilon, state.Step, group.WeightDecay, Maximize), ["exp_avg", "exp_inf"]);
}
