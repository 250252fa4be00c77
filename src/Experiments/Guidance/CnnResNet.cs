using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Settings of the convolutional target, which has the guide's shape without its shortcuts; the defaults are ResNet-50's.</summary>
internal sealed record CnnResNetConfig : ImageGuidanceConfig
{
    /// <summary>Whether guide and target are made of bottleneck blocks, as ResNet-50, or of pairs of 3 × 3 convolutions.</summary>
    public bool Bottleneck { get; init; } = true;

    /// <summary>Blocks in each stage of the target, whose stages are as wide as the guide's.</summary>
    public IReadOnlyList<int> TargetBlocks { get; init => field = value.Count > 0 && value.All(b => b > 0) ? value : throw OutOfRange(string.Join(",", value), "counts above 0"); } = [3, 4, 6, 3];
}

/// <summary>The deep convolutional network without shortcuts, guided by the ResNet (arXiv 2410.20035, Table 3).</summary>
internal sealed class CnnResNet : IExperiment<CnnResNetConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/cnn-resnet";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Table 3: ResNet-50 → deep ConvNet";

    /// <inheritdoc/>
    public static CnnResNetConfig At(Preset preset) => preset switch
    {
        Preset.Smoke => new()
        {
            Bottleneck = false, GuideWidth = 4, GuideBlocks = [1, 1], TargetBlocks = [2, 2], Seeds = 1, Epochs = 2, GuideEpochs = 2, BatchSize = 100, TrainImages = 600,
            TestImages = 200, GlyphSide = 16, LearningRate = 1e-3, GuidedLearningRate = 1e-3, EarlyStop = 5, ProbeSamples = 64,
            Conditions = [Condition.Unguided, Condition.TrainedGuide, Condition.UntrainedGuide],
        },
        Preset.Small => new()
        {
            Bottleneck = false, GuideWidth = 8, GuideBlocks = [1, 1, 1], TargetBlocks = [3, 3, 3], Seeds = 3, Epochs = 6, GuideEpochs = 8, BatchSize = 100,
            TrainImages = 4000, TestImages = 1000, LearningRate = 1e-3, GuidedLearningRate = 1e-3, EarlyStop = 100, ProbeSamples = 128,
        },
        _ => new() { GuideBlocks = [3, 4, 6, 3], LearningRate = 1e-3, GuidedLearningRate = 1e-3 },
    };

    /// <inheritdoc/>
    public static Summary Run(CnnResNetConfig config, RunContext run)
    {
        var task = new Task(config, ImageData.Load(config, run));
        GuidanceOutcome outcome = new GuidanceRun(task, config, run).Run();
        return new GuidanceSummary(run.Preset, task.Metric, task.Chance, true, PublishedNumbers.DeepConvNet,
        [
            new("A trained guide improves the network.", Condition.TrainedGuide, Condition.Unguided),
            new("An untrained guide does not.", Condition.UntrainedGuide, Condition.Unguided, AtMost: true),
        ]).Of(outcome);
    }

    private sealed class Task(CnnResNetConfig config, ImageData data) : ImageGuidanceTask(data)
    {
        public override Layer NewTarget(Rng rng) => New(config.TargetBlocks, shortcuts: false, rng);

        public override Layer NewGuide(Rng rng) => New(config.GuideBlocks, shortcuts: true, rng);

        private ResNet New(IReadOnlyList<int> blocks, bool shortcuts, Rng rng) =>
            new(Network(config.GuideWidth, blocks) with { Bottleneck = config.Bottleneck, Residual = shortcuts }, rng);
    }
}
