using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>Adam (arXiv 1412.6980, algorithm 1); weight decay, if any, enters the gradient.</summary>
/// <remarks>m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − η·m̂ / (√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).</remarks>
public class Adam : Optimizer
{
    private double _beta1 = 0.9;

    /// <summary>For some parameters.</summary>
    public Adam(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public Adam(IEnumerable<ParameterGroup> groups, double learningRate = 1e-3, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>Decay of the first moment, in [0, 1).</summary>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = Decay(value);
    }

    /// <summary>Decay of the second moment, in [0, 1).</summary>
    public double Beta2 { get; init => field = Decay(value); } = 0.999;

    /// <summary>Added to √v̂.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether the largest second moment so far divides (AMSGrad, arXiv 1904.09237).</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc/>
    public override double? Momentum
    {
        get => _beta1;
        set => _beta1 = Decay(value ?? 0);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

    /// <summary>Whether weight decay shrinks the weights instead of entering the gradient.</summary>
    protected virtual bool DecouplesWeightDecay => false;

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state) =>
        new FusedStep(new OptimizerRule.Adam(group.LearningRate, Beta1, Beta2, Epsilon, state.Step, group.WeightDecay, DecouplesWeightDecay, AmsGrad, Maximize), AmsGrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"]);

    private static double Decay(double value) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A decay of moments; expected [0, 1).");
}
