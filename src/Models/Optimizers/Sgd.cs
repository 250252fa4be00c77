using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>Stochastic gradient descent, with momentum and Nesterov's variant of it.</summary>
/// <remarks>g ← g + λw; b ← μb + (1 − τ)g (b = g in the first step with momentum); w ← w − η·(g + μb with Nesterov, else b).</remarks>
public sealed class Sgd : Optimizer
{
    private double _momentum;

    /// <summary>For some parameters.</summary>
    public Sgd(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, momentum, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public Sgd(IEnumerable<ParameterGroup> groups, double learningRate, double momentum = 0, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        _momentum = momentum;
    }

    /// <summary>τ: how much less of the direction enters the momentum.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether the step looks ahead along the momentum.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override double? Momentum
    {
        get => _momentum;
        set => _momentum = value ?? 0;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["momentum_buffer"];

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state) =>
        new FusedStep(new OptimizerRule.Sgd(group.LearningRate, _momentum, Dampening, group.WeightDecay, Nesterov, First: _momentum != 0 && !state.Slots.ContainsKey("momentum_buffer"), Maximize), _momentum != 0 ? ["momentum_buffer"] : []);
}
