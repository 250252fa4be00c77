using Neuron.Experiments.Report;

namespace Neuron.Experiments.Guidance;

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
            // the pairs do not depend on whether they are used: the row without a guide tells how many layers there are, each in one pair or several
            if (i == 0) supervised = outcome.Parts[Condition.Unguided][0].Pairs.Select(p => p[0]).Distinct().Count();
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
                    new LineChart("Validation loss", "", "epoch", "task loss", [.. done.Select(d => Series.Mean(d.Row.Name, [.. d.Outcome.Parts.Values.First().Select(p => p.ValidationLoss)]))]),
                ]),
            ]);
    }
}
