namespace Neuron.Models;

/// <summary>Adafactor: second moments of a matrix kept as row and column means (arXiv 1804.04235, algorithms 4 and 5).</summary>
/// <remarks>β₂ = 1 − t^decay; of a tensor [.., m, n] R and C are moving means of g² + ε₁ over the last and the last but one axis, v = R·C / mean(R); u = g/√v, divided by max(1, rms(u)/threshold); w ← w − ρu with ρ = η·max(ε₂, rms(w)) when <see cref="ScalesByParameter"/>, η = min(10⁻², 1/√t) for a group that was made with learning rate 0, while nothing sets another.</remarks>
public sealed class Adafactor : Optimizer
{
    /// <summary>For some parameters.</summary>
    public Adafactor(IEnumerable<Parameter> parameters, double learningRate = 0, double weightDecay = 0)
        : this([new ParameterGroup(parameters)], learningRate, weightDecay)
    {
    }

    /// <summary>For groups of parameters.</summary>
    public Adafactor(IEnumerable<ParameterGroup> groups, double learningRate = 0, double weightDecay = 0)
        : base(groups, learningRate, weightDecay)
    {
    }

    /// <summary>Exponent of the second moment's decay, negative.</summary>
    public double DecayExponent { get; init; } = -0.8;

    /// <summary>ε₁, added to g².</summary>
    public double Epsilon1 { get; init; } = 1e-30;

    /// <summary>ε₂, the least root mean square of a parameter.</summary>
    public double Epsilon2 { get; init; } = 1e-3;

    /// <summary>Largest root mean square of a step before it is scaled.</summary>
    public double ClipThreshold { get; init; } = 1;

    /// <summary>Whether steps are in proportion to the parameter.</summary>
    public bool ScalesByParameter { get; init; } = true;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Slots { get; } = ["exp_avg_sq_row", "exp_avg_sq_col", "exp_avg_sq"];

    /// <inheritdoc/>
    protected override void Update(Tensor w, Tensor d, ParameterGroup group, ParameterState state)
    {
        CapturedStep.Refuse("Adafactor");
        bool isRelative = group.LearningRate == 0 && group.BaseLearningRate == 0; // a schedule may take another rate to 0
        double rate = isRelative ? Math.Min(1e-2, 1 / Math.Sqrt(state.Step)) : group.LearningRate;
        if (ScalesByParameter) rate *= Math.Max(Epsilon2, RootMeanSquare(w).Item());
        double decay = 1 - Math.Pow(state.Step, DecayExponent);
        var squared = d.Square() + Epsilon1;
        Tensor step;
        if (w.Rank >= 2)
        {
            var rowMean = squared.Mean(-1);
            var columnMean = squared.Mean(-2);
            var row = Average(state.Slot("exp_avg_sq_row", rowMean), rowMean, decay);
            var column = Average(state.Slot("exp_avg_sq_col", columnMean), columnMean, decay);
            step = d * (row / row.Mean(-1, keepDims: true)).Rsqrt().Unsqueeze(-1) * column.Rsqrt().Unsqueeze(-2);
        }
        else
        {
            step = d * Average(state.Slot("exp_avg_sq", w), squared, decay).Rsqrt();
        }
        step /= (RootMeanSquare(step) / ClipThreshold).Clamp(min: 1);
        var kept = group.WeightDecay == 0 ? w : w * (1 - (rate * group.WeightDecay));
        w.CopyFrom(kept - (step * rate));
    }

    private protected override IReadOnlyList<string> NeededSlots(ParameterGroup group, Shape parameter, double? momentum) =>
        parameter.Rank >= 2 ? ["exp_avg_sq_row", "exp_avg_sq_col"] : ["exp_avg_sq"];

    /// <inheritdoc/>
    protected override Shape SlotShape(string slot, Shape parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return slot switch
        {
            "exp_avg_sq_row" when parameter.Rank >= 2 => parameter[..^1],
            "exp_avg_sq_col" when parameter.Rank >= 2 => [.. parameter[..^2], parameter[^1]],
            _ => parameter,
        };
    }

    private static Tensor RootMeanSquare(Tensor x) => x.Square().Mean().Sqrt();
}
