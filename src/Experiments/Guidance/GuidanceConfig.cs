using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>What all guidance experiments share; the defaults are the paper's (arXiv 2410.20035, §4, Table 4, Appendix C).</summary>
internal abstract record GuidanceConfig : ExperimentConfig
{
    /// <summary>Trainings to compare.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value.Count > 0 ? value : throw OutOfRange("none", "at least one condition"); } =
        [Condition.Unguided, Condition.TrainedGuide, Condition.UntrainedGuide, Condition.NoiseGuide, Condition.EarlyStoppedGuide];

    /// <summary>Weight α of the guidance loss beside the task loss; the paper's is 1.</summary>
    public double Alpha { get; init => field = NotNegative(value); } = 1;

    /// <summary>Similarity M of the guidance loss Σ(1 − M).</summary>
    public Similarity Measure { get; init; } = Similarity.Cka;

    /// <summary>Which guide tap supervises which target tap.</summary>
    public MappingMode Mapping { get; init; } = MappingMode.OneToOne;

    /// <summary>Which activations are compared.</summary>
    public TapSet Taps { get; init; } = TapSet.Reference;

    /// <summary>Which of the target's supervised taps are kept, by number; empty keeps all (Tables 5 and 6).</summary>
    public IReadOnlyList<int> Subset { get; init => field = value.All(i => i >= 0) ? value : throw OutOfRange(value.Min(), "numbers of 0 or more"); } = [];

    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init => field = AtLeast(1, value); } = 100;

    /// <summary>Passes over the training set when the guide itself is trained.</summary>
    public int GuideEpochs { get; init => field = AtLeast(1, value); } = 100;

    /// <summary>Samples a step; CKA is that of the batch.</summary>
    public int BatchSize { get; init => field = AtLeast(4, value); } = 256;

    /// <summary>Step size without guidance.</summary>
    public double LearningRate { get; init => field = Positive(value); } = 1e-4;

    /// <summary>Step size with guidance.</summary>
    public double GuidedLearningRate { get; init => field = Positive(value); } = 1e-4;

    /// <summary>Step size of the guide's own training.</summary>
    public double GuideLearningRate { get; init => field = Positive(value); } = 1e-3;

    /// <summary>Last step that an early-stopped guide guides.</summary>
    public int EarlyStop { get; init => field = AtLeast(0, value); } = 300;

    /// <summary>Steps of alignment alone in the conditions that align first.</summary>
    public int AlignmentSteps { get; init => field = AtLeast(1, value); } = 300;

    /// <summary>Samples of the similarity maps before and after.</summary>
    public int ProbeSamples { get; init => field = AtLeast(4, value); } = 256;
}
