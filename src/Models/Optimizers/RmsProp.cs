using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>RMSprop (Tieleman and Hinton 2012), with momentum and, on demand, centred.</summary>
/// <remarks>s ← αs + (1 − α)g²; step g/(√s + ε), or g/(√(s − ḡ²) + ε) when centred; with momentum b ← μb + step; w ← w − η·step.</remarks>
public sealed class RmsProp : Optimizer
{
    /// <summary>For some parameters.</summary>
    public RmsProp(IEnumerable<Parameter> parameters, double learningRate = 1e-2, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public RmsProp(IEnumerable<ParameterGroup> groups, double learningRate = 1e-2, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>α: decay of the mean square.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether the mean is taken off the mean square.</summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    public override double? Momentum { get; set; } = 0;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["square_avg", "grad_avg", "momentum_buffer"];

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state)
    {
        double momentum = Momentum ?? 0;
        List<string> slots = ["square_avg"];
        if (Centered) slots.Add("grad_avg");
        if (momentum != 0) slots.Add("momentum_buffer");
        return new FusedStep(new OptimizerRule.RmsProp(group.LearningRate, Alpha, Epsilon, group.WeightDecay, momentum, Centered, Maximize), [.. slots]);
    }
}
