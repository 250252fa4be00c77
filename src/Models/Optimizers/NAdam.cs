using Neuron.Primitives;

namespace Neuron.Models;

/// <summary>Adam with Nesterov momentum (Dozat 2016).</summary>
/// <remarks>μₜ = β₁(1 − 0.96^(tψ)/2); w ← w − η·((1 − μₜ)/(1 − Πμ)·g + μₜ₊₁/(1 − Πμ·μₜ₊₁)·m) / (√v̂ + ε).</remarks>
public sealed class NAdam : Optimizer
{
    /// <summary>For some parameters.</summary>
    public NAdam(IEnumerable<Parameter> parameters, double learningRate = 2e-3, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public NAdam(IEnumerable<ParameterGroup> groups, double learningRate = 2e-3, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>ψ: how fast the momentum grows.</summary>
    public double MomentumDecay { get; init; } = 4e-3;

    /// <summary>
    /// Whether to follow PyTorch 1.13, which keeps Πμ in float32 and takes μₜ twice in m's coefficient; the paper and later versions take it once.
    /// </summary>
    public bool AsPyTorch113 { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["exp_avg", "exp_avg_sq"];

    private protected override FusedStep? Fused(ParameterGroup group, ParameterState state)
    {
        if (state.ProductSteps > state.Step) (state.Product, state.ProductSteps) = (1, 0); // an earlier state was loaded
        while (state.ProductSteps < state.Step)
        {
            double grown = state.Product * Mu(++state.ProductSteps);
            state.Product = AsPyTorch113 ? (float)grown : grown;
        }
        double product = state.Product;
        double next = Mu(state.Step + 1), nextProduct = product * next * (AsPyTorch113 ? Mu(state.Step) : 1);
        var rule = new OptimizerRule.NAdam(group.LearningRate, Beta1, Beta2, Epsilon, state.Step, Mu(state.Step), next, product, nextProduct, group.WeightDecay, Maximize);
        return new FusedStep(rule, ["exp_avg", "exp_avg_sq"]);
    }

    private double Mu(long t) => Beta1 * (1 - (0.5 * Math.Pow(0.96, t * MomentumDecay)));
}
