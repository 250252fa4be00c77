namespace Neuron.Experiments.Guidance;

/// <summary>Guidance beside knowledge distillation from the same network, trained and untrained (arXiv 2410.20035, App. H, Figures 5 and 12).</summary>
internal sealed class Distillation : IExperiment<FcnResNetConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/distillation";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Figures 5 and 12: guidance against distillation";

    /// <inheritdoc/>
    public static FcnResNetConfig At(Preset preset) => FcnResNetConfig.At(preset) with
    {
        Conditions = [Condition.Unguided, Condition.TrainedGuide, Condition.UntrainedGuide, Condition.Distilled, Condition.DistilledUntrained],
    };

    /// <inheritdoc/>
    public static Summary Run(FcnResNetConfig config, RunContext run)
    {
        var task = new FcnTask(config, ImageData.Load(config, run));
        GuidanceOutcome outcome = new GuidanceRun(task, config, run).Run();
        var published = PublishedNumbers.DeepFcn with { Setting = $"{PublishedNumbers.DeepFcn.Setting}; Figures 5 and 12 show distillation without numbers" };
        return new GuidanceSummary(run.Preset, task.Metric, task.Chance, true, published,
        [
            new("Guidance by a trained network is better than distillation from it.", Condition.TrainedGuide, Condition.Distilled),
            new("Guidance by an untrained network is better than distillation from it.", Condition.UntrainedGuide, Condition.DistilledUntrained),
            new("Distillation from an untrained network does not help.", Condition.DistilledUntrained, Condition.Unguided, AtMost: true),
        ]).Of(outcome);
    }
}
