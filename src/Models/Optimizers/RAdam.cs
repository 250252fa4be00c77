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

    /// <inheritdoc/>
    protected override void Update(Tensor w, Tensor d, ParameterGroup group, ParameterState state)
    {
        if (group.WeightDecay != 0) d += w * group.WeightDecay;
        double decay2 = Math.Pow(Beta2, state.Step), correction2 = 1 - decay2;
        double limit = (2 / (1 - Beta2)) - 1, rho = limit - (2 * state.Step * decay2 / correction2);
        var m = Average(state.Slot("exp_avg", w), d, Beta1);
        var v = Average(state.Slot("exp_avg_sq", w), d.Square(), Beta2);
        var step = m * (group.LearningRate / (1 - Math.Pow(Beta1, state.Step)));
        if (rho > 5)
        {
            double rectified = Math.Sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho));
            step = step / (v.Sqrt() + Epsilon) * (rectified * Math.Sqrt(correction2));
        }
        w.CopyFrom(w - step);
    }
}
