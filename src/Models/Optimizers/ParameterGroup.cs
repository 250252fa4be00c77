namespace Neuron.Models;

/// <summary>Parameters that an optimiser treats alike.</summary>
public sealed class ParameterGroup
{
    /// <summary>Some parameters, with the optimiser's learning rate and weight decay unless others are given.</summary>
    public ParameterGroup(IEnumerable<Parameter> parameters, double? learningRate = null, double? weightDecay = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = [.. parameters];
        (OwnLearningRate, OwnWeightDecay) = (learningRate, weightDecay);
        if (Parameters.FirstOrDefault(p => p.IsBuffer) is { } buffer)
            throw new ArgumentException($"{buffer.Path} is a buffer; an optimiser takes parameters.", nameof(parameters));
    }

    /// <summary>The parameters, in the order of a step.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Learning rate of the next step; schedules set it.</summary>
    public double LearningRate { get; set; }

    /// <summary>The learning rate that schedules start from.</summary>
    public double BaseLearningRate { get; private set; }

    /// <summary>Weight decay of the next step.</summary>
    public double WeightDecay { get; set; }

    private double? OwnLearningRate { get; }

    private double? OwnWeightDecay { get; }

    internal void SetDefaults(double learningRate, double weightDecay)
    {
        LearningRate = BaseLearningRate = OwnLearningRate ?? learningRate;
        WeightDecay = OwnWeightDecay ?? weightDecay;
        ArgumentOutOfRangeException.ThrowIfNegative(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
    }
}
