using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Settings of the fully connected target; the defaults are the paper's deep network (arXiv 2410.20035, App. C.1.4).</summary>
internal record FcnResNetConfig : ImageGuidanceConfig
{
    /// <summary>Hidden layers of the target: 50 in the deep network, 3 in the wide one.</summary>
    public int Depth { get; init => field = AtLeast(1, value); } = 50;

    /// <summary>Units of a hidden layer: 2,048 in the deep network, 8,192 in the wide one.</summary>
    public int Width { get; init => field = AtLeast(1, value); } = 2048;

    /// <summary>Batch norm after each hidden linear layer of the target.</summary>
    public bool BatchNorm { get; init; } = true;

    /// <summary>Dropout after each hidden layer of the target; the released code has 0.1, the paper none.</summary>
    public double Dropout { get; init => field = Probability(value); }

    /// <summary>The sizes of a preset, for an experiment with settings of its own besides.</summary>
    public static TConfig At<TConfig>(Preset preset) where TConfig : FcnResNetConfig => ConfigJson.Read<TConfig>(ConfigJson.Write(At(preset)));

    /// <summary>The sizes of a preset.</summary>
    public static FcnResNetConfig At(Preset preset) => preset switch
    {
        Preset.Smoke => new()
        {
            Depth = 20, Width = 32, BatchNorm = false, Seeds = 2, Epochs = 12, GuideEpochs = 3, BatchSize = 50, TrainImages = 1000, TestImages = 300,
            GuideWidth = 4, GuideBlocks = [1, 1], GlyphSide = 16, LearningRate = 1e-3, GuidedLearningRate = 1e-3, EarlyStop = 12, AlignmentSteps = 100, ProbeSamples = 64,
            Conditions = [Condition.Unguided, Condition.TrainedGuide, Condition.UntrainedGuide, Condition.AlignedOnInputs],
        },
        Preset.Small => new()
        {
            Depth = 40, Width = 64, Seeds = 3, Epochs = 10, GuideEpochs = 6, BatchSize = 100, TrainImages = 4000, TestImages = 1000,
            GuideWidth = 8, GuideBlocks = [1, 1, 1], LearningRate = 1e-3, GuidedLearningRate = 1e-3, EarlyStop = 200, ProbeSamples = 128,
        },
        _ => new() { GuidedLearningRate = 5e-5 },
    };
}

/// <summary>Fully connected networks guided by a ResNet (arXiv 2410.20035, Table 3, Figures 2, 6, 8 and 9).</summary>
internal sealed class FcnResNet : IExperiment<FcnResNetConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/fcn-resnet";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Table 3: ResNet-18 → deep FCN";

    /// <inheritdoc/>
    public static FcnResNetConfig At(Preset preset) => FcnResNetConfig.At(preset);

    /// <inheritdoc/>
    public static Summary Run(FcnResNetConfig config, RunContext run)
    {
        var task = new FcnTask(config, ImageData.Load(config, run));
        GuidanceOutcome outcome = new GuidanceRun(task, config, run).Run();
        bool wide = config.Depth <= 3;
        List<Claim> claims =
        [
            new("A trained guide improves the network.", Condition.TrainedGuide, Condition.Unguided),
            new("An untrained guide improves it, too.", Condition.UntrainedGuide, Condition.Unguided),
        ];
        if (!wide) claims.Insert(0, new("Without a guide the deep network does not leave chance.", Condition.Unguided, null, AtMost: true));
        return new GuidanceSummary(run.Preset, task.Metric, task.Chance, true, wide ? PublishedNumbers.WideFcn : PublishedNumbers.DeepFcn, claims).Of(outcome);
    }
}

/// <summary>Fully connected target, ResNet guide.</summary>
internal sealed class FcnTask(FcnResNetConfig config, ImageData data) : ImageGuidanceTask(data)
{
    /// <inheritdoc/>
    public override Layer NewTarget(Rng rng) =>
        new Fcn(Data.Train.Images.PixelsPerImage, [.. Enumerable.Repeat(config.Width, config.Depth)], Classes, config.BatchNorm, config.Dropout, rng);

    /// <inheritdoc/>
    public override Layer NewGuide(Rng rng) =>
        new ResNet(Network(config.GuideWidth, config.GuideBlocks), rng);
}
