using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>Adadelta (arXiv 1212.5701).</summary>
/// <remarks>s ← ρs + (1 − ρ)g²; Δ = √(a + ε)/√(s + ε)·g; a ← ρa + (1 − ρ)Δ²; w ← w − ηΔ.</remarks>
public sealed class Adadelta : Optimizer
{
    /// <summary>For some parameters.</summary>
    public Adadelta(IEnumerable<Parameter> parameters, double learningRate = 1.0, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public Adadelta(IEnumerable<ParameterGroup> groups, double learningRate = 1.0, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>Decay of both averages.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>Added under the roots.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["square_avg", "acc_delta"];

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state) =>
        new FusedStep(new OptimizerRule.Adadelta(group.LearningRate, Rho, Epsilon, group.WeightDecay, Maximize), ["square_avg", "acc_delta"]);
}
