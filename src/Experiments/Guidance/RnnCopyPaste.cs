using Neuron.Experiments.Data;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Settings of the copy-paste experiment; the defaults are the paper's (arXiv 2410.20035, App. C.1.1).</summary>
internal sealed record RnnCopyPasteConfig : SequenceGuidanceConfig
{
    /// <summary>How the task is written in token ids; the released code's way is not comparable, as it never scores digit 0.</summary>
    public CopyPaste.Encoding Encoding { get; init; } = CopyPaste.Encoding.Clean;

    /// <summary>RNN layers of the target.</summary>
    public int Layers { get; init => field = AtLeast(1, value); } = 4;

    /// <summary>Units of an RNN layer.</summary>
    public int Hidden { get; init => field = AtLeast(1, value); } = 768;

    /// <summary>Channels of the target's embedding; the paper does not say, the released code has 256.</summary>
    public int EmbeddingChannels { get; init => field = AtLeast(1, value); } = 256;

    /// <summary>Layers of the guide.</summary>
    public int GuideLayers { get; init => field = AtLeast(1, value); } = 4;

    /// <summary>Channels of the guide.</summary>
    public int GuideChannels { get; init => field = AtLeast(2, value); } = 768;

    /// <summary>Attention heads of the guide.</summary>
    public int GuideHeads { get; init => field = AtLeast(1, value); } = 12;

    /// <summary>Hidden units of the guide's feed-forward layers.</summary>
    public int GuideFeedForward { get; init => field = AtLeast(1, value); } = 2048;

    /// <summary>Dropout in the guide while it is trained; the paper's is 0.1.</summary>
    public double Dropout { get; init => field = Probability(value); } = 0.1;
}

/// <summary>A vanilla RNN guided by a transformer on copy-paste (arXiv 2410.20035, Table 2).</summary>
internal sealed class RnnCopyPaste : IExperiment<RnnCopyPasteConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/rnn-copy-paste";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Table 2: transformer → RNN, copy-paste";

    /// <inheritdoc/>
    public static RnnCopyPasteConfig At(Preset preset) => preset switch
    {
        Preset.Smoke => new()
        {
            Shortest = 3, Longest = 5, TrainSequences = 512, ValidationSequences = 100, TestSequences = 100, Layers = 2, Hidden = 32, EmbeddingChannels = 16,
            GuideLayers = 2, GuideChannels = 32, GuideHeads = 4, GuideFeedForward = 64, Seeds = 2, Epochs = 4, GuideEpochs = 4, BatchSize = 64, LearningRate = 2e-3,
            GuidedLearningRate = 2e-3, GuideLearningRate = 2e-3, EarlyStop = 12, ProbeSamples = 64, Conditions = [Condition.Unguided, Condition.TrainedGuide, Condition.UntrainedGuide],
        },
        Preset.Small => new()
        {
            Shortest = 8, Longest = 12, TrainSequences = 6000, ValidationSequences = 500, TestSequences = 500, Layers = 4, Hidden = 96, EmbeddingChannels = 64,
            GuideLayers = 4, GuideChannels = 64, GuideHeads = 4, GuideFeedForward = 128, Seeds = 3, Epochs = 10, GuideEpochs = 10, BatchSize = 64, LearningRate = 1e-3,
            GuidedLearningRate = 1e-3, GuideLearningRate = 1e-3, EarlyStop = 300, ProbeSamples = 128,
        },
        _ => new() { GuideLearningRate = 1e-4 },
    };

    /// <inheritdoc/>
    public static Summary Run(RnnCopyPasteConfig config, RunContext run)
    {
        var task = new Task(config);
        GuidanceOutcome outcome = new GuidanceRun(task, config, run).Run();
        return new GuidanceSummary(run.Preset, task.Metric, task.Chance, true, PublishedNumbers.CopyPaste,
        [
            new("A trained guide improves the RNN.", Condition.TrainedGuide, Condition.Unguided),
            new("An untrained guide improves it, too.", Condition.UntrainedGuide, Condition.Unguided),
            new("The untrained guide is better than the trained one.", Condition.UntrainedGuide, Condition.TrainedGuide),
        ]).Of(outcome);
    }

    /// <summary>The task of a configuration.</summary>
    public static GuidanceTask NewTask(RnnCopyPasteConfig config) => new Task(config);

    private static SequenceSet Draw(RnnCopyPasteConfig config, int count, ulong stream) =>
        CopyPaste.Generate(count, config.Shortest, config.Longest, config.Encoding, new Rng(0).Split(stream));

    private sealed class Task(RnnCopyPasteConfig config) : SequenceGuidanceTask(
        Draw(config, config.TrainSequences, 0), Draw(config, config.ValidationSequences, 1), Draw(config, config.TestSequences, 2), CopyPaste.VocabularySize(config.Encoding))
    {
        public override string Metric => config.Encoding is CopyPaste.Encoding.Clean ? "token accuracy" : "token accuracy (released encoding)";

        // ten digits; in the released encoding one digit is never asked and the end mark always known: (0.1 L + 1) / (0.9 L + 1)
        public override double? Chance => config.Encoding is CopyPaste.Encoding.Clean ? 0.1
            : (0.05 * (config.Shortest + config.Longest) + 1) / (0.45 * (config.Shortest + config.Longest) + 1);

        public override Layer NewTarget(Rng rng) =>
            new RnnLanguageModel(Vocabulary, config.Hidden, config.Layers, config.EmbeddingChannels, rng: rng);

        public override Layer NewGuide(Rng rng) =>
            new CopyPasteTransformer(Vocabulary, config.GuideChannels, config.GuideHeads, config.GuideFeedForward, config.GuideLayers, dropout: config.Dropout, rng: rng);
    }
}
