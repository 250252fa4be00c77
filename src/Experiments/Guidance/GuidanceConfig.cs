using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>What all guidance experiments share; the defaults are the paper's (arXiv 2410.20035, §4, Table 4, Appendix C).</summary>
internal abstract record GuidanceConfig : ExperimentConfig
{
    /// <summary>Trainings to compare.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = Distinct(value); } =
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

    /// <summary>Keeps only the guide's layer norms among its taps: Table 6's "one guide layer", without the linear ones.</summary>
    public bool GuideNormsOnly { get; init; }

    /// <summary>Weight of the teacher in the distilled conditions, in [0, 1] (App. H).</summary>
    public double DistillationAlpha { get; init => field = value is >= 0 and <= 1 ? value : throw OutOfRange(value, "[0, 1]"); } = 0.5;

    /// <summary>Temperature of the distilled conditions.</summary>
    public double DistillationTemperature { get; init => field = Positive(value); } = 2;

    /// <summary>The usual direction KL(teacher ‖ student) in the distilled conditions; the paper prints KL(student ‖ teacher).</summary>
    public bool DistillationTeacherFirst { get; init; }

    /// <summary>Principal components towards which the dimension regulariser presses. Our choice: the paper does not say.</summary>
    public int DimensionTarget { get; init => field = AtLeast(1, value); } = 64;

    /// <summary>Share of the variance that they are to hold, in (0, 1). Our choice: the paper does not say.</summary>
    public double DimensionVariance { get; init => field = value is > 0 and < 1 ? value : throw OutOfRange(value, "(0, 1)"); } = 0.9;

    /// <summary>Sharpness β of the regulariser. Our choice: the paper does not say.</summary>
    public double DimensionSharpness { get; init => field = Positive(value); } = 10;

    /// <summary>Step after which the intrinsic dimension of each layer is measured, besides before the first and after the last; 0 measures none.</summary>
    public int DimensionStep { get; init => field = AtLeast(0, value); }

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

    /// <summary>Steps between checkpoints, from which a stopped or killed run goes on within a training.</summary>
    public int CheckpointSteps { get; init => field = AtLeast(1, value); } = 100;

    /// <summary>Samples of the similarity maps before and after.</summary>
    public int ProbeSamples { get; init => field = AtLeast(4, value); } = 256;
}
