namespace Neuron.Experiments.Guidance;

/// <summary>Alignment with a random guide as an initialisation, on noise and on inputs, then plain training (arXiv 2410.20035, §5, Figure 4).</summary>
internal sealed class InitDiscovery : IExperiment<FcnResNetConfig>
{
    private static readonly Condition[] s_conditions = [Condition.Unguided, Condition.UntrainedGuide, Condition.AlignedOnNoise, Condition.AlignedOnInputs];

    /// <inheritdoc/>
    public static string Name => "guidance/init-discovery";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Figure 4: guidance as initialisation";

    /// <inheritdoc/>
    public static FcnResNetConfig At(Preset preset) => FcnResNetConfig.At(preset) with { Conditions = s_conditions };

    /// <inheritdoc/>
    public static Summary Run(FcnResNetConfig config, RunContext run)
    {
        var task = new FcnTask(config, ImageData.Load(config, run));
        GuidanceOutcome outcome = new GuidanceRun(task, config, run).Run();
        var published = new Published("Figure 4 shows curves without numbers", new Dictionary<Condition, SampleMean>());
        return new GuidanceSummary(run.Preset, task.Metric, task.Chance, true, published,
        [
            new("Alignment on noise alone gives a better initialisation.", Condition.AlignedOnNoise, Condition.Unguided),
            new("So does alignment on training inputs.", Condition.AlignedOnInputs, Condition.Unguided),
        ]).Of(outcome);
    }
}
