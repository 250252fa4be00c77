using Neuron.Experiments.Report;

namespace Neuron.Experiments.Guidance;

/// <summary>One row of an ablation: which layers are guided, and the paper's number.</summary>
/// <param name="Name">As in the paper's table.</param>
/// <param name="Published">The paper's accuracy in per cent.</param>
/// <param name="Change">What the row changes; null for the row without a guide.</param>
internal sealed record AblationRow<TConfig>(string Name, double Published, Func<TConfig, int, TConfig?>? Change) where TConfig : GuidanceConfig;

/// <summary>Runs a task with guidance on chosen layers only (arXiv 2410.20035, App. K, Tables 5 and 6).</summary>
internal static class LayerAblation
{
    /// <summary>The first <paramref name="count"/> supervised layers; null if there are not more than that, as they would be all.</summary>
    public static TConfig? First<TConfig>(TConfig config, int supervised, int count) where TConfig : GuidanceConfig =>
        count < supervised ? config with { Subset = [.. Enumerable.Range(0, count)] } : null;

    /// <summary>The last <paramref name="count"/> supervised layers; null if there are not more than that.</summary>
    public static TConfig? Last<TConfig>(TConfig config, int supervised, int count) where TConfig : GuidanceConfig =>
        count < supervised ? config with { Subset = [.. Enumerable.Range(supervised - count, count)] } : null;

    /// <summary>Runs every row that makes sense for these networks and compares.</summary>
    /// <param name="config">Sizes; conditions are those of the rows.</param>
    /// <param name="task">The pair of networks.</param>
    /// <param name="run">The run.</param>
    /// <param name="rows">The table; its first row is without a guide.</param>
    /// <param name="setting">Where the published numbers stand.</param>
    public static Summary Run<TConfig>(TConfig config, GuidanceTask task, RunContext run, IReadOnlyList<AblationRow<TConfig>> rows, string setting) where TConfig : GuidanceConfig
    {
        List<(AblationRow<TConfig> Row, GuidanceOutcome Outcome)> done = [];
        List<string> left = [];
        int supervised = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            TConfig? changed = row.Change is null ? config with { Conditions = [Condition.Unguided] } : row.Change(config with { Conditions = [Condition.UntrainedGuide] }, supervised);
            if (changed is null)
            {
                left.Add(row.Name);
                continue;
            }
            GuidanceOutcome outcome = new GuidanceRun(task, changed, run, $"{row.Name}, ", (double)i / rows.Count, (i + 1.0) / rows.Count).Run();
            // the pairs do not depend on whether they are used: the row without a guide tells how many layers there are
            if (i == 0) supervised = outcome.Parts[Condition.Unguided][0].Pairs.Length;
            done.Add((row, outcome));
        }
        SampleMean Metric(GuidanceOutcome outcome) => SampleMean.Of(outcome.Metrics(outcome.Parts.Keys.First()));
        var best = done.Skip(1).MaxBy(d => Metric(d.Outcome).Mean);
        var paper = rows.Skip(1).MaxBy(r => r.Published)!;
        return new($"Best with guidance on: {best.Row.Name} ({Metric(best.Outcome).ToString("0.000")}; all {Metric(done[1].Outcome).ToString("0.000")}, none {Metric(done[0].Outcome).ToString("0.000")}). Paper ({setting}): {paper.Name} ({paper.Published:0.##}).",
            [.. done.Select(d => new Result(d.Row.Name, task.Metric, Metric(d.Outcome), new(d.Row.Published), Note: setting))],
            [
                new("Guided layers", $"The target has {supervised} supervised layers here." + (left.Count > 0 ? $" Rows that would be all of them are left out: {string.Join(", ", left)}." : ""),
                [
                    new BarChart("By guided layers", "At the epoch of the lowest validation loss averaged over seeds; dots are single seeds.", task.Metric,
                        [.. done.Select(d => new Bar(d.Row.Name, Metric(d.Outcome), d.Outcome.Metrics(d.Outcome.Parts.Keys.First())))], task.Chance),
                    new LineChart("Validation loss", "", "epoch", "task loss", [.. done.Select(d => Curve(d.Row.Name, d.Outcome))]),
                ]),
            ]);
    }

    private static Series Curve(string name, GuidanceOutcome outcome)
    {
        var parts = outcome.Parts.Values.First();
        return new(name, [.. parts[0].ValidationLoss.Select((_, e) => (double)e)], [.. parts[0].ValidationLoss.Select((_, e) => parts.Average(p => p.ValidationLoss[e]))]);
    }
}

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
