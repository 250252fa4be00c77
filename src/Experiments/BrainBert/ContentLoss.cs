using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>The loss with and without its term for the cells beyond one standard deviation (arXiv 2302.14367, §4, ablation).</summary>
internal sealed class ContentLoss : IExperiment<DecodeConfig>
{
    /// <inheritdoc/>
    public static string Name => "brainbert/content-loss";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2302.14367, ablation of the content-aware loss";

    /// <inheritdoc/>
    public static DecodeConfig At(Preset preset) => VariantStudy.At(preset);

    /// <inheritdoc/>
    public static Summary Run(DecodeConfig config, RunContext run)
    {
        config.Check();
        if (config.Alpha == 0) throw new ConfigException("alpha = 0 is what the experiment compares with; expected a number above 0.");
        TreebankRelease release = VariantStudy.Open(config, run);
        IReadOnlyList<TreebankSession> sessions = VariantStudy.HeldOut(release);
        IReadOnlyList<VariantResult> results = VariantStudy.Run(Variants(config), run, release,
            _ => sessions);
        double[] with = results[0].Auc(null, Decoder.FrozenPretrained), without = results[1].Auc(null, Decoder.FrozenPretrained);
        SampleMean gain = SampleMean.Of([.. with.Zip(without, (a, b) => a - b)]);
        SampleMean content = VariantTables.Of(results[0], o => o.Best(config.Alpha).Content), plain = VariantTables.Of(results[1], o => o.Best(0).Content);
        SampleMean burst = VariantTables.Of(results[0], o => o.BurstRatio), plainBurst = VariantTables.Of(results[1], o => o.BurstRatio);
        return new($"Without and with the term the content loss is {plain.ToString("0.000")} and {content.ToString("0.000")}, the predicted share of a burst {plainBurst.ToString("0.00")} and {burst.ToString("0.00")}; "
            + $"it changes the AUC by {gain.ToString("0.000")}, mean over the tasks (paper: +0.01 to +0.05 by task).",
        [
            .. VariantTables.Results(results),
            new("gain of the term", "difference of ROC-AUC", gain, Note: "+0.01 to +0.05 depending on the task"),
            new(results[0].Variant.Name, "content L1, held-out images", content), new(results[1].Variant.Name, "content L1, held-out images", plain),
            new(results[0].Variant.Name, "predicted share of a burst's size", burst), new(results[1].Variant.Name, "predicted share of a burst's size", plainBurst),
        ],
        [new("With and without the term", "", [VariantTables.Losses(results), VariantTables.Auc(results)])]);
    }

    /// <summary>With the term and without it.</summary>
    public static Variant[] Variants(DecodeConfig config) => [new($"alpha {config.Alpha:R}", config), new("alpha 0", config with { Alpha = 0 })]; // all digits: the names tell their parts apart
}
