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

    /// <inheritdoc/>
    protected override void Update(Tensor w, Tensor d, ParameterGroup group, ParameterState state)
    {
        if (group.WeightDecay != 0) d += w * group.WeightDecay;
        var s = Average(state.Slot("square_avg", w), d.Square(), Alpha);
        if (Centered) s -= Average(state.Slot("grad_avg", w), d, Alpha).Square();
        var step = d / (s.Sqrt() + Epsilon);
        if (Momentum is { } momentum and not 0)
        {
            var b = state.Slot("momentum_buffer", w);
            b.CopyFrom((b * momentum) + step);
            step = b;
        }
        w.CopyFrom(w - (step * group.LearningRate));
    }
}
