using Neuron.Experiments.Report;

namespace Neuron.Experiments.Guidance;

/// <summary>Settings of the comparison of measures.</summary>
internal sealed record MeasureComparisonConfig : FcnResNetConfig
{
    /// <summary>Similarities to guide by; the paper has CKA, RSA and ridge regression.</summary>
    public IReadOnlyList<Similarity> Measures { get; init => field = value.Count > 0 ? value : throw OutOfRange("none", "at least one measure"); } =
        [Similarity.Cka, Similarity.Rsa, Similarity.Ridge];
}

/// <summary>The deep fully connected network guided by other similarities than CKA (arXiv 2410.20035, App. J, Figures 17 and 18).</summary>
internal sealed class MeasureComparison : IExperiment<MeasureComparisonConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/measures";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Figures 17 and 18: guidance by RSA and ridge regression";

    /// <inheritdoc/>
    public static MeasureComparisonConfig At(Preset preset)
    {
        MeasureComparisonConfig config = FcnResNetConfig.At<MeasureComparisonConfig>(preset) with { Conditions = [Condition.TrainedGuide, Condition.UntrainedGuide] };
        return preset is Preset.Smoke ? config with { Depth = 8, Seeds = 1, Epochs = 1, GuideEpochs = 1 } : config;
    }

    /// <inheritdoc/>
    public static Summary Run(MeasureComparisonConfig config, RunContext run)
    {
        var task = new FcnTask(config, ImageData.Load(config, run));
        int runs = config.Measures.Count + 1;
        GuidanceOutcome alone = new GuidanceRun(task, config with { Conditions = [Condition.Unguided] }, run, "", 0, 1.0 / runs).Run();
        SampleMean unguided = SampleMean.Of(alone.Metrics(Condition.Unguided));
        List<Result> results = [new("no guide", task.Metric, unguided, PublishedNumbers.DeepFcn.Conditions[Condition.Unguided], Note: PublishedNumbers.DeepFcn.Setting)];
        List<Bar> bars = [new("no guide", unguided, alone.Metrics(Condition.Unguided))];
        List<Figure> curves = [];
        List<string> found = [];
        for (int i = 0; i < config.Measures.Count; i++)
        {
            Similarity measure = config.Measures[i];
            string name = ConfigJson.KeyOf(measure.ToString());
            GuidanceOutcome outcome = new GuidanceRun(task, config with { Measure = measure }, run, $"{name}, ", (i + 1.0) / runs, (i + 2.0) / runs).Run();
            foreach (Condition condition in outcome.Parts.Keys)
            {
                SampleMean metric = SampleMean.Of(outcome.Metrics(condition));
                SampleMean? published = Published(measure, condition);
                results.Add(new($"{name}, {condition.Label}", task.Metric, metric, published, Note: published is null ? null : "App. J: ImageNet, top-5 accuracy in %"));
                bars.Add(new($"{name}, {condition.Label}", metric, outcome.Metrics(condition)));
                found.Add($"{name}, {condition.Label} {metric.ToString("0.000")}");
            }
            curves.Add(new LineChart($"Guidance loss by {name}", "Sum of 1 − similarity over the compared pairs of taps.", "epoch", "Σ (1 − similarity)",
                [.. outcome.Parts.Select(p => new Series(p.Key.Label, [.. p.Value[0].GuidanceLoss.Select((_, e) => e + 1.0)], [.. p.Value[0].GuidanceLoss.Select((_, e) => p.Value.Average(r => r.GuidanceLoss[e]))]))]));
        }
        return new($"Test accuracy: no guide {unguided.ToString("0.000")}; {string.Join("; ", found)} (chance {task.Chance:0.###}).", results,
            [new("Guidance by other measures", "The same networks and seeds; only the similarity in the guidance loss differs.", [new BarChart("Test accuracy", "Dots are single seeds.", task.Metric, bars, task.Chance), .. curves])]);
    }

    private static SampleMean? Published(Similarity measure, Condition condition) => (measure, condition) switch
    {
        (Similarity.Cka, _) => PublishedNumbers.DeepFcn.Conditions.GetValueOrDefault(condition),
        (Similarity.Rsa, Condition.TrainedGuide) => new(11.02),
        (Similarity.Rsa, Condition.UntrainedGuide) => new(11.74),
        (Similarity.Ridge, Condition.TrainedGuide) => new(9.46),
        (Similarity.Ridge, Condition.UntrainedGuide) => new(15.69),
        _ => null,
    };
}
