using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>Adagrad (Duchi, Hazan and Singer 2011).</summary>
/// <remarks>s ← s + g²; w ← w − η/(1 + (t − 1)·decay) · g/(√s + ε).</remarks>
public sealed class Adagrad : Optimizer
{
    /// <summary>For some parameters.</summary>
    public Adagrad(IEnumerable<Parameter> parameters, double learningRate = 1e-2, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public Adagrad(IEnumerable<ParameterGroup> groups, double learningRate = 1e-2, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>Decay of the learning rate over the steps.</summary>
    public double LearningRateDecay { get; init; }

    /// <summary>Where the sum of squares starts.</summary>
    public double InitialAccumulator { get; init; }

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["sum"];

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state) =>
        new FusedStep(new OptimizerRule.Adagrad(group.LearningRate, Epsilon, state.Step, LearningRateDecay, group.WeightDecay, Maximize), ["sum"], InitialAccumulator);
}
