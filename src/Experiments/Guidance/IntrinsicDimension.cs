using Neuron.Experiments.Report;

namespace Neuron.Experiments.Guidance;

/// <summary>
/// Intrinsic dimension of the layers while a network is trained with and without guidance, and a regulariser of it in guidance's place
/// (arXiv 2410.20035, App. I.2, Figures 14 and 15).
/// </summary>
internal sealed class IntrinsicDimension : IExperiment<FcnResNetConfig>
{
    private static readonly Condition[] s_conditions = [Condition.Unguided, Condition.TrainedGuide, Condition.UntrainedGuide, Condition.DimensionRegularised];

    /// <inheritdoc/>
    public static string Name => "guidance/intrinsic-dimension";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Figures 14 and 15: intrinsic dimension by layer";

    /// <inheritdoc/>
    public static FcnResNetConfig At(Preset preset) => preset switch
    {
        Preset.Smoke => FcnResNetConfig.At(preset) with { Conditions = s_conditions, Seeds = 1, Epochs = 2, Depth = 8, DimensionStep = 10, DimensionTarget = 8 },
        Preset.Small => FcnResNetConfig.At(preset) with { Conditions = s_conditions, DimensionStep = 300, DimensionTarget = 16 },
        _ => FcnResNetConfig.At(preset) with { Conditions = s_conditions, DimensionStep = 300 },
    };

    /// <inheritdoc/>
    public static Summary Run(FcnResNetConfig config, RunContext run)
    {
        var task = new FcnTask(config, ImageData.Load(config, run));
        GuidanceOutcome outcome = new GuidanceRun(task, config, run).Run();
        var published = PublishedNumbers.DeepFcn with
        {
            Conditions = new Dictionary<Condition, SampleMean>(PublishedNumbers.DeepFcn.Conditions) { [Condition.DimensionRegularised] = new(14.65) },
        };
        Summary summary = new GuidanceSummary(run.Preset, task.Metric, task.Chance, true, published,
            [new("The regulariser improves the network without a guide.", Condition.DimensionRegularised, Condition.Unguided)]).Of(outcome);
        if (outcome.Parts.Values.Any(parts => parts.Any(p => p.Dimensions is null))) return summary;
        List<Figure> figures = [];
        int moments = outcome.Parts.Values.Min(parts => parts.Min(p => p.Dimensions!.Length));
        for (int m = 0; m < moments; m++)
        {
            string title = m == 0 ? "Before training" : m == moments - 1 ? "After training" : $"After {config.DimensionStep} steps";
            int moment = m == moments - 1 ? -1 : m; // a run shorter than the step that was asked for has no moment between
            figures.Add(new LineChart(title, "Components that hold more than 0.9 of the variance.", "layer", "intrinsic dimension",
                [.. outcome.Parts.Select(p => Series.Mean(p.Key.Label, [.. p.Value.Select(r => (moment < 0 ? r.Dimensions![^1] : r.Dimensions![moment]).At90)], 1))]));
        }
        return summary with
        {
            Sections = [new("Intrinsic dimension", $"Of the activations of {config.ProbeSamples} held-out inputs, by layer. In the paper's Figure 14 the network with an untrained guide keeps the dimension of its initialisation at 300 steps, where the others have dropped.", figures), .. summary.Sections],
        };
    }
}
