namespace Neuron.Experiments.Guidance;

/// <summary>Table 6: the copy-paste RNN, guided by an untrained transformer on chosen layers.</summary>
internal sealed class RnnLayers : IExperiment<RnnCopyPasteConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/rnn-layers";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Table 6: which layers of the RNN are guided";

    /// <inheritdoc/>
    public static RnnCopyPasteConfig At(Preset preset) => preset is Preset.Smoke
        ? RnnCopyPaste.At(preset) with { Layers = 4, Seeds = 1, Epochs = 1 }
        : RnnCopyPaste.At(preset);

    /// <inheritdoc/>
    public static Summary Run(RnnCopyPasteConfig config, RunContext run) => LayerAblation.Run(config, RnnCopyPaste.NewTask(config), run,
    [
        new("none", 14.35, null),
        new("all", 42.56, (c, _) => c),
        new("last", 38.19, (c, n) => LayerAblation.Last(c, n, 1)),
        new("last three", 42.33, (c, n) => LayerAblation.Last(c, n, 3)),
        new("last two", 41.55, (c, n) => LayerAblation.Last(c, n, 2)),
        new("first", 27.59, (c, n) => LayerAblation.First(c, n, 1)),
        new("first two", 28.15, (c, n) => LayerAblation.First(c, n, 2)),
        new("first three", 33.93, (c, n) => LayerAblation.First(c, n, 3)),
        new("one guide layer a layer", 36.11, (c, _) => c with { GuideNormsOnly = true }),
    ], "Table 6: token accuracy in %, in the released encoding");
}
