using Neuron.Experiments.Report;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Settings of the error-consistency analysis; the defaults are the paper's (arXiv 2410.20035, App. F): ResNet-18 and ViT-B/16 guide the deep FCN.</summary>
internal sealed record ErrorConsistencyConfig : ImageGuidanceConfig
{
    /// <summary>Hidden layers of the fully connected network.</summary>
    public int Depth { get; init => field = AtLeast(1, value); } = 50;

    /// <summary>Units of a hidden layer.</summary>
    public int Width { get; init => field = AtLeast(1, value); } = 2048;

    /// <summary>Batch norm in the fully connected network.</summary>
    public bool BatchNorm { get; init; } = true;

    /// <summary>Edge of a patch of the second guide, in pixels; it must divide the images' edge.</summary>
    public int Patch { get; init => field = AtLeast(1, value); } = 16;

    /// <summary>Channels of the second guide.</summary>
    public int PatchChannels { get; init => field = AtLeast(2, value); } = 768;

    /// <summary>Layers of the second guide.</summary>
    public int PatchLayers { get; init => field = AtLeast(1, value); } = 12;

    /// <summary>Attention heads of the second guide.</summary>
    public int PatchHeads { get; init => field = AtLeast(1, value); } = 12;

    /// <summary>Distils from the two networks instead of guiding by them (Figure 13).</summary>
    public bool Distil { get; init; }
}

/// <summary>Whether networks guided by two guides err on the same images as the guides do (arXiv 2410.20035, App. F, Figure 3).</summary>
internal sealed class ErrorConsistencyAnalysis : IExperiment<ErrorConsistencyConfig>
{
    private static readonly string[] s_networks = ["FCN, no guide", "FCN by ResNet", "FCN by ViT", "ResNet", "ViT"];

    // Figure 3, upper triangle by rows
    private static readonly double[,] s_published =
    {
        { 1, 0.036, 0.039, 0.0029, 0.0013 },
        { 0.036, 1, 0.49, 0.047, 0.027 },
        { 0.039, 0.49, 1, 0.035, 0.02 },
        { 0.0029, 0.047, 0.035, 1, 0.53 },
        { 0.0013, 0.027, 0.02, 0.53, 1 },
    };

    // Figure 13: distilled instead of guided
    private static readonly double[,] s_publishedDistilled =
    {
        { 1, 0.051, 0.025, 0.0029, 0.0013 },
        { 0.051, 1, 0.26, 0.0036, 0.0022 },
        { 0.025, 0.26, 1, 0.0034, 0.0019 },
        { 0.0029, 0.0036, 0.0034, 1, 0.53 },
        { 0.0013, 0.0022, 0.0019, 0.53, 1 },
    };

    /// <inheritdoc/>
    public static string Name => "guidance/error-consistency";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Figures 3 and 13 (distil=true): error consistency κ";

    /// <inheritdoc/>
    public static ErrorConsistencyConfig At(Preset preset)
    {
        FcnResNetConfig fcn = FcnResNetConfig.At(preset);
        ErrorConsistencyConfig config = new()
        {
            Depth = fcn.Depth, Width = fcn.Width, BatchNorm = fcn.BatchNorm, Seeds = fcn.Seeds, Epochs = fcn.Epochs, GuideEpochs = fcn.GuideEpochs, BatchSize = fcn.BatchSize,
            TrainImages = fcn.TrainImages, TestImages = fcn.TestImages, GuideWidth = fcn.GuideWidth, GuideBlocks = fcn.GuideBlocks, GlyphSide = fcn.GlyphSide,
            LearningRate = fcn.LearningRate, GuidedLearningRate = fcn.GuidedLearningRate, ProbeSamples = fcn.ProbeSamples,
        };
        if (preset is Preset.Smoke) config = config with { Seeds = 1, Epochs = 3 };
        return preset is Preset.Paper ? config : config with { Patch = 4, PatchChannels = preset is Preset.Smoke ? 16 : 32, PatchLayers = 2, PatchHeads = 4 };
    }

    /// <inheritdoc/>
    public static Summary Run(ErrorConsistencyConfig config, RunContext run)
    {
        ImageData data = ImageData.Load(config, run);
        CheckPatch(config, data);
        Condition led = config.Distil ? Condition.Distilled : Condition.TrainedGuide;
        GuidanceOutcome byResNet = new GuidanceRun(new Task(config, data, patches: false), config with { Conditions = [Condition.Unguided, led] }, run, "ResNet, ", 0, 0.6).Run();
        GuidanceOutcome byViT = new GuidanceRun(new Task(config, data, patches: true), config with { Conditions = [led] }, run, "ViT, ", 0.6, 1).Run();
        var kappa = new SampleMean[s_networks.Length, s_networks.Length];
        for (int i = 0; i < s_networks.Length; i++)
            for (int j = 0; j < s_networks.Length; j++)
                kappa[i, j] = SampleMean.Of([.. Enumerable.Range(0, config.Seeds).Select(k => ErrorConsistency.Kappa(Right(i, k), Right(j, k)))]);
        return Summarise(config.Distil, run.Preset, kappa, Accuracies());

        bool[] Right(int network, int seed) => network switch
        {
            0 => byResNet.Parts[Condition.Unguided][seed].Right,
            1 => byResNet.Parts[led][seed].Right,
            2 => byViT.Parts[led][seed].Right,
            3 => byResNet.Guides[seed].Right,
            _ => byViT.Guides[seed].Right,
        };
        SampleMean[] Accuracies() => [.. s_networks.Select((_, i) => SampleMean.Of([.. Enumerable.Range(0, config.Seeds).Select(k => Right(i, k).Count(r => r) / (double)Right(i, k).Length)]))];
    }

    /// <exception cref="ConfigException">Patches do not fill the images.</exception>
    internal static void CheckPatch(ErrorConsistencyConfig config, ImageData data)
    {
        if (data.Train.Images.Width % config.Patch != 0)
            throw new ConfigException($"patch = {config.Patch} does not divide the images' edge of {data.Train.Images.Width} pixels.");
    }

    private static Summary Summarise(bool distilled, Preset preset, SampleMean[,] kappa, SampleMean[] accuracies)
    {
        int n = s_networks.Length;
        double[,] published = distilled ? s_publishedDistilled : s_published;
        string figure = distilled ? "Figure 13" : "Figure 3";
        List<Result> results = [];
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
                results.Add(new($"{s_networks[i]} – {s_networks[j]}", "error consistency κ", kappa[i, j], new(published[i, j]), Note: $"{figure}: ImageNet, ResNet-18 and ViT-B/16"));
        results.AddRange(s_networks.Select((name, i) => new Result(name, "test accuracy", accuracies[i])));
        bool guided = kappa[1, 2].Mean > Math.Max(kappa[0, 1].Mean, kappa[0, 2].Mean), closer = kappa[1, 3].Mean > kappa[0, 3].Mean && kappa[2, 4].Mean > kappa[0, 4].Mean;
        string verdict = preset is Preset.Smoke ? ""
            : guided && closer ? "The paper's effect appears: the guided networks err alike, and more like their guides. "
            : guided || closer ? "The paper's effect appears in part. " : "The paper's effect does not appear. ";
        return new($"{verdict}κ of the two guided networks is {kappa[1, 2].ToString("0.00")} and of their guides {kappa[3, 4].ToString("0.00")} (paper: {published[1, 2]:0.00} and 0.53).", results,
        [
            new("Error consistency", "κ is how much more often two networks are right and wrong on the same images than their accuracies alone explain: 0 is chance, 1 the same errors.",
            [
                Map("Measured here, mean over seeds", (i, j) => kappa[i, j].Mean),
                Map($"Paper, {figure}", (i, j) => published[i, j]),
            ]),
        ]);
    }

    private static HeatMap Map(string title, Func<int, int, double> value) => new(title, "", "network", "network", s_networks, s_networks,
        [.. s_networks.Select((_, i) => (IReadOnlyList<double?>)[.. s_networks.Select((_, j) => (double?)value(i, j))])], 0, 1);

    /// <summary>The fully connected network with one guide or the other.</summary>
    internal sealed class Task(ErrorConsistencyConfig config, ImageData data, bool patches) : ImageGuidanceTask(data)
    {
        public override Layer NewTarget(Rng rng) =>
            new Fcn(Data.Train.Images.PixelsPerImage, [.. Enumerable.Repeat(config.Width, config.Depth)], Classes, config.BatchNorm, rng: rng);

        public override Layer NewGuide(Rng rng) => patches
            ? new VisionTransformer(Data.Train.Images.Width, config.Patch, config.PatchChannels, config.PatchLayers, config.PatchHeads, 4 * config.PatchChannels, Classes, Data.Train.Images.Channels, rng: rng)
            : new ResNet(Network(config.GuideWidth, config.GuideBlocks), rng);
    }
}
