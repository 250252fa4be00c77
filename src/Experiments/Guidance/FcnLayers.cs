namespace Neuron.Experiments.Guidance;

/// <summary>Table 5: the deep fully connected network on CIFAR-10, guided by an untrained ResNet on chosen layers.</summary>
internal sealed class FcnLayers : IExperiment<FcnResNetConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/fcn-layers";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Table 5: which layers of the FCN are guided";

    /// <inheritdoc/>
    public static FcnResNetConfig At(Preset preset) => preset is Preset.Smoke
        ? FcnResNetConfig.At(preset) with { Depth = 8, Seeds = 1, Epochs = 1 }
        : FcnResNetConfig.At(preset);

    /// <inheritdoc/>
    public static Summary Run(FcnResNetConfig config, RunContext run) => LayerAblation.Run(config, new FcnTask(config, ImageData.Load(config, run)), run,
    [
        new("none", 60.58, null),
        new("all", 70.15, (c, _) => c),
        new("last", 67.18, (c, n) => LayerAblation.Last(c, n, 1)),
        new("last two", 68.03, (c, n) => LayerAblation.Last(c, n, 2)),
        new("last five", 67.50, (c, n) => LayerAblation.Last(c, n, 5)),
        new("last ten", 69.31, (c, n) => LayerAblation.Last(c, n, 10)),
        new("first ten", 79.22, (c, n) => LayerAblation.First(c, n, 10)),
        new("first five", 79.58, (c, n) => LayerAblation.First(c, n, 5)),
        new("first two", 73.34, (c, n) => LayerAblation.First(c, n, 2)),
        new("first", 65.11, (c, n) => LayerAblation.First(c, n, 1)),
        new("several guide layers a layer", 68.14, (c, _) => c with { Mapping = MappingMode.AllPairs }),
    ], "Table 5: CIFAR-10, accuracy in %");
}
