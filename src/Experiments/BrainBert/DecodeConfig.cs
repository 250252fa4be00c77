using System.Text.Json.Serialization;

namespace Neuron.Experiments.BrainBert;

/// <summary>What decides from a window.</summary>
internal enum Decoder
{
    /// <summary>Linear layer on all samples of the window.</summary>
    LinearWindow,

    /// <summary>Linear layer on the 512 central samples (0.25 s).</summary>
    LinearQuarter,

    /// <summary>Linear layer on the mean of the ten central frames of the image.</summary>
    LinearImage,

    /// <summary>1024, 512, 256 and 128 units with ReLU on all samples.</summary>
    DeepNetwork,

    /// <summary>768 units on all samples; the released code also has a ReLU on the logit, which is left out here.</summary>
    HiddenWindow,

    /// <summary>Linear layer on an untrained encoder that does not change.</summary>
    FrozenRandom,

    /// <summary>Linear layer on the pretrained encoder, which does not change.</summary>
    FrozenPretrained,

    /// <summary>50 units with ReLU on the pretrained encoder, which does not change.</summary>
    FrozenHidden,

    /// <summary>1024, 512, 256 and 128 units with ReLU on the pretrained encoder, which does not change.</summary>
    FrozenDeep,

    /// <summary>Linear layer on an untrained encoder that is trained with it.</summary>
    TunedRandom,

    /// <summary>Linear layer on the pretrained encoder, trained with it.</summary>
    TunedPretrained,
}

/// <summary>How the electrodes of the comparison are chosen.</summary>
internal enum ElectrodeRanking
{
    /// <summary>Those with the largest test AUC of the linear decoder of the whole window, for each task: the paper's rule, which favours that decoder.</summary>
    LinearWindow,

    /// <summary>Those that respond most to the task's feature, where the recordings are synthetic and that is known.</summary>
    Planted,
}

/// <summary>How linear decoders are fitted.</summary>
internal enum LinearSolver
{
    /// <summary>Logistic regression, C = 1: the minimum itself.</summary>
    Logistic,

    /// <summary>AdamW steps, as in the paper.</summary>
    AdamW,
}

/// <summary>Settings of decoding; the defaults are the paper's (arXiv 2302.14367, §4; conf/exp/finetune.yaml, conf/test/).</summary>
internal record DecodeConfig : PretrainConfig
{
    /// <summary>
    /// The pretrained encoder: folder of a finished run of brainbert/pretrain, or a file with the authors' names: .safetensors, or .pth as they released it
    /// (entry "model"). Empty: the last finished run under runs/ with this preset, model and data folder, or the same
    /// synthetic recordings; where there is none, one is pretrained first.
    /// </summary>
    public string Pretrained { get; init; } = "";

    /// <summary>What is decoded.</summary>
    public IReadOnlyList<DecodingTask> Tasks { get; init => field = Distinct(value); } = [DecodingTask.SentenceOnset, DecodingTask.Speech, DecodingTask.Volume, DecodingTask.Pitch];

    /// <summary>What decides.</summary>
    public IReadOnlyList<Decoder> Decoders { get; init => field = Distinct(value); } = [.. Enum.GetValues<Decoder>()];

    /// <summary>The first one is that of the tables; a second one is reported beside it.</summary>
    public IReadOnlyList<SplitKind> Splits { get; init => field = Distinct(value); } = [SplitKind.Random, SplitKind.Blocked];

    /// <summary>Fraction of the examples to test on.</summary>
    public double TestFraction { get; init => field = value is > 0 and < 0.9 ? value : throw OutOfRange(value, "(0, 0.9)"); } = 0.1;

    /// <summary>Fraction of the examples kept for validation, which decides nothing: as in the public code the last network is tested.</summary>
    public double ValidationFraction { get; init => field = Probability(value); } = 0.1;

    /// <summary>Most examples of a class, 0 = all.</summary>
    public int ClassExamples { get; init => field = AtLeast(0, value); }

    /// <summary>Electrodes of each session to which the decoders that need no long training are applied, 0 = all.</summary>
    public int DecodeElectrodes { get; init => field = AtLeast(0, value); }

    /// <summary>Electrodes of each session and task in the comparison of all decoders; 10 in the paper.</summary>
    public int BestElectrodes { get; init => field = AtLeast(1, value); } = 10;

    /// <summary>How these are chosen; without planted responses always by the linear decoder.</summary>
    public ElectrodeRanking Ranking { get; init; }

    /// <summary>How linear decoders are fitted.</summary>
    public LinearSolver Solver { get; init; } = LinearSolver.AdamW;

    /// <summary>Steps of a decoder's training.</summary>
    public int DecoderSteps { get; init => field = AtLeast(1, value); } = 1000;

    /// <summary>Examples a step.</summary>
    public int DecoderBatch { get; init => field = AtLeast(1, value); } = 64;

    /// <summary>Learning rate of a decoder.</summary>
    public double HeadRate { get; init => field = Positive(value); } = 1e-3;

    /// <summary>Learning rate of an encoder that is trained with its decoder.</summary>
    public double EncoderRate { get; init => field = Positive(value); } = 1e-4;

    /// <summary>Numbers of training examples at which the frozen decoders are compared besides all of them; empty for none.</summary>
    public IReadOnlyList<int> TrainSizes { get; init; } = [];

    /// <summary>Whether the representations are written to embeddings.h5 and embeddings.safetensors.</summary>
    public bool Embeddings { get; init; } = true;

    /// <summary>Training of a decoder.</summary>
    [JsonIgnore]
    public NetworkTraining Training => new(DecoderSteps, DecoderBatch, HeadRate, EncoderRate);

    /// <summary>The configuration of a preset.</summary>
    public static DecodeConfig At(Preset preset) => Sized(preset, preset switch
    {
        Preset.Smoke => new DecodeConfig
        {
            Decoders = [Decoder.LinearWindow, Decoder.LinearQuarter, Decoder.LinearImage, Decoder.DeepNetwork, Decoder.FrozenRandom, Decoder.FrozenPretrained, Decoder.TunedRandom, Decoder.TunedPretrained],
            Splits = [SplitKind.Blocked, SplitKind.Random], TestFraction = 0.34, ValidationFraction = 0, ClassExamples = 12, DecodeElectrodes = 2, BestElectrodes = 1,
            Ranking = ElectrodeRanking.Planted, Solver = LinearSolver.Logistic, DecoderSteps = 3, DecoderBatch = 8, EncoderRate = 3e-4, HeadRate = 3e-3, TrainSizes = [8],
        },
        Preset.Small => new DecodeConfig
        {
            Decoders = [Decoder.LinearWindow, Decoder.LinearQuarter, Decoder.LinearImage, Decoder.DeepNetwork, Decoder.FrozenRandom, Decoder.FrozenPretrained, Decoder.TunedRandom, Decoder.TunedPretrained],
            Splits = [SplitKind.Blocked, SplitKind.Random], TestFraction = 1 / 3.0, ValidationFraction = 0, DecodeElectrodes = 12, BestElectrodes = 1,
            Ranking = ElectrodeRanking.Planted, Solver = LinearSolver.Logistic, DecoderSteps = 150, DecoderBatch = 32, EncoderRate = 3e-4, HeadRate = 3e-3, TrainSizes = [25, 50, 100, 200],
        },
        _ => new DecodeConfig(),
    });
}
