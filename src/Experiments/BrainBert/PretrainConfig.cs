using System.Text.Json.Serialization;
using Neuron.Experiments.BrainTreebank;
using Neuron.Models;

namespace Neuron.Experiments.BrainBert;

/// <summary>Which cells pretraining hides.</summary>
internal enum MaskingKind
{
    /// <summary>Intervals of frames and of bins; the hidden cells are the targets.</summary>
    Fixed,

    /// <summary>The same with the released code's targets on the frequency axis.</summary>
    FixedAsReleased,

    /// <summary>Masks whose width follows frequency.</summary>
    Adaptive,
}

/// <summary>What takes the steps.</summary>
internal enum PretrainOptimizer
{
    /// <summary>LAMB with ε 10⁻⁶, without bias correction and weight decay: the paper's.</summary>
    Lamb,

    /// <summary>AdamW with weight decay 0.01: for runs of minutes.</summary>
    AdamW,
}

/// <summary>How the learning rate runs.</summary>
internal enum PretrainRate
{
    /// <summary>Up from 0, then times 0.99 a hundred times: the paper's.</summary>
    RampDecay,

    /// <summary>Up from 0, then down to a tenth along half a cosine: for runs of minutes.</summary>
    Cosine,
}

/// <summary>Settings of pretraining; the defaults are the published ones (arXiv 2302.14367 and its code, conf/).</summary>
internal record PretrainConfig : ExperimentConfig
{
    /// <summary>Width of the representation [conf/model/masked_tf_model_large.yaml].</summary>
    public int Width { get; init => field = AtLeast(2, value); } = 768;

    /// <summary>Hidden units of the feed-forward networks.</summary>
    public int FeedForward { get; init => field = AtLeast(1, value); } = 3072;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init => field = AtLeast(1, value); } = 12;

    /// <summary>Encoder layers.</summary>
    public int Layers { get; init => field = AtLeast(1, value); } = 6;

    /// <summary>Dropout.</summary>
    public double Dropout { get; init => field = Probability(value); } = 0.1;

    /// <summary>Layer norms with bias 1 and equal layers at first, as in the released code.</summary>
    public bool AuthorsInitialization { get; init; }

    /// <summary>Length of a window.</summary>
    public double WindowSeconds { get; init => field = Positive(value); } = 5;

    /// <summary>What an image is.</summary>
    public SpectrogramKind Spectrogram { get; init; }

    /// <summary>How channels are referenced; the paper's is the Laplacian.</summary>
    public ChannelReference Reference { get; init; } = ChannelReference.Laplacian;

    /// <summary>
    /// How labels are cleaned and the corrupted ones found. The released code's way keeps contacts whose label is starred in corrupted_elec.json; neuroprobe leaves
    /// them out. On synthetic recordings both give the same contacts.
    /// </summary>
    public LabelRule Labels { get; init; } = LabelRule.BrainBert;

    /// <summary>Which cells are hidden.</summary>
    public MaskingKind Masking { get; init; }

    /// <summary>Probability that a mask starts at a frame (at a bin, too) [README's command; the configuration's default is 0.1].</summary>
    public double MaskProbability { get; init => field = Probability(value); } = 0.05;

    /// <summary>Weight of the cells beyond one standard deviation.</summary>
    public double Alpha { get; init => field = NotNegative(value); } = 2;

    /// <summary>What takes the steps.</summary>
    public PretrainOptimizer Optimizer { get; init; }

    /// <summary>Largest learning rate.</summary>
    public double LearningRate { get; init => field = Positive(value); } = 1e-4;

    /// <summary>How the learning rate runs.</summary>
    public PretrainRate Rate { get; init; }

    /// <summary>Fraction of the steps in which the rate rises.</summary>
    public double Warmup { get; init => field = Probability(value); } = 0.025;

    /// <summary>Steps.</summary>
    public int Steps { get; init => field = AtLeast(1, value); } = 500_000;

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init => field = AtLeast(1, value); } = 256;

    /// <summary>Images that pass through the network at once; gradients of BatchSize / MicroBatch of them are averaged for a step. It must divide BatchSize.</summary>
    public int MicroBatch { get; init => field = AtLeast(1, value); } = 32;

    /// <summary>Largest norm of a gradient.</summary>
    public double ClipNorm { get; init => field = Positive(value); } = 1;

    /// <summary>A new order each epoch; the released code keeps one order, as its flag never reaches the loader.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Fraction of the images kept for validation; as many again are kept for a test.</summary>
    public double Validation { get; init => field = value is > 0 and < 0.5 ? value : throw OutOfRange(value, "(0, 0.5)"); } = 0.01;

    /// <summary>Steps between validations and checkpoints.</summary>
    public int ValidateEvery { get; init => field = AtLeast(1, value); } = 1000;

    /// <summary>Electrodes of each subject, 0 = all; of a synthetic subject three quarters are its most responsive ones and one quarter its least.</summary>
    public int PretrainElectrodes { get; init => field = AtLeast(0, value); }

    /// <summary>Subjects left out, by number.</summary>
    public IReadOnlyList<int> ExcludeSubjects { get; init; } = [];

    /// <summary>Subjects of the synthetic release with a session for pretraining; used where no recordings are given.</summary>
    public int SyntheticSubjects { get; init => field = value is >= 1 and <= 50 ? value : throw OutOfRange(value, "1 to 50"); } = 10;

    /// <summary>Minutes of each of their sessions.</summary>
    public double SyntheticPretrainMinutes { get; init => field = value is >= 1 and <= 240 ? value : throw OutOfRange(value, "1 to 240"); } = 120;

    /// <summary>Minutes of each of the two sessions that are decoded.</summary>
    public double SyntheticDecodeMinutes { get; init => field = value is >= 1 and <= 240 ? value : throw OutOfRange(value, "1 to 240"); } = 120;

    /// <summary>Strength of the planted responses against noise.</summary>
    public double SyntheticSnr { get; init => field = NotNegative(value); } = 1.2;

    /// <summary>Seed of the synthetic release, which does not follow the run's seed.</summary>
    public int SyntheticSeed { get; init => field = AtLeast(0, value); }

    /// <summary>Samples of a window.</summary>
    [JsonIgnore]
    public int WindowSamples => (int)Math.Round(WindowSeconds * ChannelReader.RateHz);

    /// <summary>The model.</summary>
    [JsonIgnore]
    public BrainBertConfig Model => new()
    {
        Bins = SpectrogramTransform.Bins, Width = Width, FeedForward = FeedForward, Heads = Heads, Layers = Layers, Dropout = Dropout, AuthorsInitialization = AuthorsInitialization,
    };

    /// <summary>The synthetic release.</summary>
    [JsonIgnore]
    public SpeechRelease Release => new(SyntheticSubjects, SyntheticPretrainMinutes, SyntheticDecodeMinutes, SyntheticSnr, (ulong)SyntheticSeed);

    /// <summary><paramref name="config"/> with the sizes of pretraining in a preset; whatever else its own type adds stays.</summary>
    public static TConfig Sized<TConfig>(Preset preset, TConfig config) where TConfig : PretrainConfig
    {
        PretrainConfig whole = config;
        return (TConfig)(preset switch
        {
            Preset.Smoke => whole with
            {
                Width = 16, FeedForward = 32, Heads = 2, Layers = 1, WindowSeconds = 2, Reference = ChannelReference.None, Optimizer = PretrainOptimizer.AdamW, LearningRate = 1e-3,
                Rate = PretrainRate.Cosine, Warmup = 0.05, Steps = 24, BatchSize = 8, MicroBatch = 4, Validation = 0.1, ValidateEvery = 12, PretrainElectrodes = 4,
                SyntheticSubjects = 2, SyntheticPretrainMinutes = 1, SyntheticDecodeMinutes = 2, Seeds = 1,
            },
            // the mini model of specification 11.2
            Preset.Small => whole with
            {
                Width = 48, FeedForward = 128, Heads = 4, Layers = 2, WindowSeconds = 3, Reference = ChannelReference.None, Optimizer = PretrainOptimizer.AdamW, LearningRate = 1e-3,
                Rate = PretrainRate.Cosine, Warmup = 0.05, Steps = 900, BatchSize = 32, MicroBatch = 32, Validation = 0.04, ValidateEvery = 100, PretrainElectrodes = 8,
                SyntheticSubjects = 3, SyntheticPretrainMinutes = 5, SyntheticDecodeMinutes = 18, Seeds = 3,
            },
            _ => whole with { Seeds = 1 },
        });
    }

    /// <inheritdoc/>
    public override void Check()
    {
        if (BatchSize % MicroBatch != 0) throw new ConfigException($"microBatch = {MicroBatch} does not divide batchSize = {BatchSize}.");
        if (Width % Heads != 0) throw new ConfigException($"width = {Width} does not split into heads = {Heads}.");
        if (Width % 2 != 0) throw new ConfigException($"width = {Width} is odd; the position code needs pairs.");
        _ = new SpectrogramTransform(Spectrogram).Frames(WindowSamples);
    }
}
