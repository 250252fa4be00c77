using Neuron.Experiments.Data;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Settings of the language-model experiment; the defaults are the paper's small RNN (arXiv 2410.20035, App. C.1.3).</summary>
internal sealed record LanguageGuidanceConfig : GuidanceConfig
{
    /// <summary>Text: wikitext-103, wikitext-2 or tinyshakespeare.</summary>
    public string Text { get; init => field = value is "wikitext-103" or "wikitext-2" or "tinyshakespeare" ? value : throw OutOfRange(value, "wikitext-103, wikitext-2 or tinyshakespeare"); } = "wikitext-103";

    /// <summary>What is predicted; the paper has GPT-2's sub-word units, 50,257 of them.</summary>
    public TextUnit Unit { get; init; } = TextUnit.Gpt2;

    /// <summary>Words, or sub-word units that are learned; characters and GPT-2's units are as many as there are.</summary>
    public int VocabularySize { get; init => field = AtLeast(256, value); } = 50_257;

    /// <summary>Tokens that are used for training; 0 takes all.</summary>
    public int TrainTokens { get; init => field = AtLeast(0, value); }

    /// <summary>Tokens that are used for validation, and as many for the test; 0 takes all.</summary>
    public int HeldOutTokens { get; init => field = AtLeast(0, value); }

    /// <summary>Tokens of a block; predictions do not look across its start.</summary>
    public int Context { get; init => field = AtLeast(2, value); } = 75;

    /// <summary>RNN layers of the target.</summary>
    public int Layers { get; init => field = AtLeast(1, value); } = 4;

    /// <summary>Units of an RNN layer.</summary>
    public int Hidden { get; init => field = AtLeast(1, value); } = 512;

    /// <summary>Channels of the target's embedding; the paper does not say, the released code has 256.</summary>
    public int EmbeddingChannels { get; init => field = AtLeast(1, value); } = 256;

    /// <summary>ReLU instead of tanh in the RNN, as the paper has for language models.</summary>
    public bool Relu { get; init; } = true;

    /// <summary>Layers of the guide.</summary>
    public int GuideLayers { get; init => field = AtLeast(1, value); } = 4;

    /// <summary>Channels of the guide.</summary>
    public int GuideChannels { get; init => field = AtLeast(2, value); } = 512;

    /// <summary>Attention heads of the guide.</summary>
    public int GuideHeads { get; init => field = AtLeast(1, value); } = 16;

    /// <summary>Hidden units of the guide's feed-forward layers.</summary>
    public int GuideFeedForward { get; init => field = AtLeast(1, value); } = 2048;

    /// <summary>Dropout in the guide while it is trained; the paper's is 0.1.</summary>
    public double Dropout { get; init => field = Probability(value); } = 0.1;
}

/// <summary>An RNN language model guided by a transformer (arXiv 2410.20035, Table 2).</summary>
internal sealed class LanguageGuidance : IExperiment<LanguageGuidanceConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/rnn-lm";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Table 2: transformer → RNN, language modelling";

    /// <inheritdoc/>
    public static LanguageGuidanceConfig At(Preset preset) => preset switch
    {
        Preset.Smoke => new()
        {
            Text = "tinyshakespeare", Unit = TextUnit.Characters, TrainTokens = 6000, HeldOutTokens = 1000, Context = 16, Layers = 2, Hidden = 24, EmbeddingChannels = 16, Relu = false,
            GuideLayers = 2, GuideChannels = 32, GuideHeads = 4, GuideFeedForward = 64, Seeds = 2, Epochs = 1, GuideEpochs = 1, BatchSize = 32, LearningRate = 2e-3,
            GuidedLearningRate = 2e-3, EarlyStop = 5, ProbeSamples = 32,
        },
        Preset.Small => new()
        {
            Text = "tinyshakespeare", Unit = TextUnit.Characters, TrainTokens = 300_000, HeldOutTokens = 20_000, Context = 32, Layers = 4, Hidden = 64, EmbeddingChannels = 32, Relu = false,
            GuideLayers = 2, GuideChannels = 64, GuideHeads = 4, GuideFeedForward = 128, Seeds = 3, Epochs = 2, GuideEpochs = 4, BatchSize = 64, LearningRate = 2e-3,
            GuidedLearningRate = 2e-3, GuideLearningRate = 2e-3, EarlyStop = 100, ProbeSamples = 64,
        },
        _ => new() { GuideLearningRate = 1e-4 },
    };

    /// <inheritdoc/>
    public static Summary Run(LanguageGuidanceConfig config, RunContext run)
    {
        LanguageData data = LanguageData.Load(config, run.Data);
        run.DataSet = config.Text;
        var task = new Task(config, data);
        GuidanceOutcome outcome = new GuidanceRun(task, config, run).Run();
        Summary summary = new GuidanceSummary(run.Preset, task.Metric, null, false, PublishedNumbers.SmallLanguageModel,
        [
            new("A trained guide lowers the perplexity of the RNN.", Condition.TrainedGuide, Condition.Unguided),
            new("An untrained guide lowers it, too.", Condition.UntrainedGuide, Condition.Unguided),
            new("The trained guide is better than the untrained one.", Condition.TrainedGuide, Condition.UntrainedGuide),
        ]).Of(outcome);
        if (config.Unit is TextUnit.Words) return summary;
        // exp(mean NLL · tokens / words): what another choice of units can be compared by
        return summary with
        {
            Results = [.. summary.Results, .. outcome.Parts.Keys.Select(c =>
                new Result(c.Label, "test perplexity by word", SampleMean.Of([.. outcome.Metrics(c).Select(m => Math.Pow(m, data.TestTokensPerWord))]), Format: "0.0"))],
        };
    }

    private sealed class Task(LanguageGuidanceConfig config, LanguageData data) : SequenceGuidanceTask(data.Train, data.Validation, data.Test, data.Vocabulary)
    {
        private const double LargestNorm = 0.25; // the released code's, for language models alone

        public override string Metric => config.Unit switch
        {
            TextUnit.Characters => "test perplexity by character",
            TextUnit.Words => "test perplexity by word",
            _ => "test perplexity by sub-word",
        };

        public override bool HigherIsBetter => false;

        public override double? ClipNorm => LargestNorm;

        public override Layer NewTarget(Rng rng) =>
            new RnnLanguageModel(Vocabulary, config.Hidden, config.Layers, config.EmbeddingChannels, config.Relu, rng: rng);

        public override Layer NewGuide(Rng rng) =>
            new TransformerLanguageModel(Vocabulary, config.GuideChannels, config.GuideHeads, config.GuideFeedForward, config.GuideLayers, config.Context, config.Dropout, rng: rng);

        protected override double MetricOf(Score test) => Math.Exp(test.Loss);
    }
}
