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

    /// <inheritdoc/>
    protected override void Update(Tensor w, Tensor d, ParameterGroup group, ParameterState state)
    {
        if (group.WeightDecay != 0) d += w * group.WeightDecay;
        double rate = group.LearningRate / (1 + ((state.Step - 1) * LearningRateDecay));
        var s = state.Slot("sum", w, InitialAccumulator);
        s.CopyFrom(s + d.Square());
        w.CopyFrom(w - (d / (s.Sqrt() + Epsilon) * rate));
    }
}
