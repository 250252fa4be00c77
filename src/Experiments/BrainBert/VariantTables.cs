using Neuron.Experiments.Report;

namespace Neuron.Experiments.BrainBert;

/// <summary>Figures and results that studies of variants share.</summary>
internal static class VariantTables
{
    /// <summary>AUC of each variant by task, with frozen encoders, pretrained and not, and of the linear decoder of its images.</summary>
    public static Table Auc(IReadOnlyList<VariantResult> results) => new("ROC-AUC with frozen encoders", "Mean ± standard error over seeds.",
        ["variant", "decoder", .. results[0].Variant.Config.Tasks.Select(DecodingExamples.Name), "mean of the tasks"],
        [
            .. from result in results
               from decoder in result.Variant.Config.Decoders
               let cells = result.Variant.Config.Tasks.Select(t => (DecodingTask?)t).Append(null).Select(t => result.Auc(t, decoder)).ToArray()
               where cells[^1].Length > 0
               select (IReadOnlyList<string>)[result.Variant.Name, new DecodeSummary(result.Variant.Config, Preset.Small, "", []).NameOf(decoder), .. cells.Select(c => c.Length == 0 ? "—" : SampleMean.Of(c).ToString("0.000"))],
        ]);

    /// <summary>The losses of each variant on its held-out images.</summary>
    public static Table Losses(IReadOnlyList<VariantResult> results) => new("Losses on held-out images", "Each variant has images and masks of its own, so compare the shares of the zero predictor's loss.",
        ["variant", "masked L1", "predicting zero", "content L1", "predicting zero", "predicted share of a burst's size"],
        [
            .. results.Select(r => (IReadOnlyList<string>)[r.Variant.Name, Cell(r, o => o.Best(r.Variant.Config.Alpha).Masked), Cell(r, o => o.ZeroMasked),
                Cell(r, o => o.Best(r.Variant.Config.Alpha).Content), Cell(r, o => o.ZeroContent), Cell(r, o => o.BurstRatio)]),
        ]);

    /// <summary>A measurement of each pretraining, over seeds.</summary>
    public static SampleMean Of(VariantResult result, Func<PretrainOutcome, double> value) => SampleMean.Of([.. result.Outcomes.Select(value)]);

    /// <summary>The main number of each variant.</summary>
    public static IEnumerable<Result> Results(IReadOnlyList<VariantResult> results, string? note = null) =>
        from result in results
        from decoder in result.Variant.Config.Decoders
        let values = result.Auc(null, decoder)
        where values.Length > 0
        select new Result($"{result.Variant.Name}: {new DecodeSummary(result.Variant.Config, Preset.Small, "", []).NameOf(decoder)}", "ROC-AUC, mean of the tasks", SampleMean.Of(values), Note: note);

    private static string Cell(VariantResult result, Func<PretrainOutcome, double> value) => Of(result, value).ToString("0.000");
}
