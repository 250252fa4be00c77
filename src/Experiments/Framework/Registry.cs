using Neuron.Experiments.BrainBert;
using Neuron.Experiments.Guidance;

namespace Neuron.Experiments;

/// <summary>Every experiment that <c>neuron run</c> knows.</summary>
internal static class Registry
{
    /// <summary>All entries, in the order in which <c>neuron list</c> prints them.</summary>
    public static IReadOnlyList<ExperimentEntry> All { get; } =
    [
        ExperimentEntry.Of<FcnResNet, FcnResNetConfig>(),
        ExperimentEntry.Of<WideFcnResNet, FcnResNetConfig>(),
        ExperimentEntry.Of<CnnResNet, CnnResNetConfig>(),
        ExperimentEntry.Of<RnnCopyPaste, RnnCopyPasteConfig>(),
        ExperimentEntry.Of<TransformerParity, TransformerParityConfig>(),
        ExperimentEntry.Of<LanguageGuidance, LanguageGuidanceConfig>(),
        ExperimentEntry.Of<InitDiscovery, FcnResNetConfig>(),
        ExperimentEntry.Of<ErrorConsistencyAnalysis, ErrorConsistencyConfig>(),
        ExperimentEntry.Of<Distillation, FcnResNetConfig>(),
        ExperimentEntry.Of<Guidance.IntrinsicDimension, FcnResNetConfig>(),
        ExperimentEntry.Of<LinearDecoding, LinearDecodingConfig>(),
        ExperimentEntry.Of<FcnLayers, FcnResNetConfig>(),
        ExperimentEntry.Of<RnnLayers, RnnCopyPasteConfig>(),
        ExperimentEntry.Of<MeasureComparison, MeasureComparisonConfig>(),
        ExperimentEntry.Of<GuideSimilarity, ErrorConsistencyConfig>(),
        ExperimentEntry.Of<Pretrain, PretrainConfig>(),
        ExperimentEntry.Of<Decode, DecodeConfig>(),
        ExperimentEntry.Of<LabelEfficiency, LabelEfficiencyConfig>(),
        ExperimentEntry.Of<HoldOneOut, DecodeConfig>(),
        ExperimentEntry.Of<ContentLoss, DecodeConfig>(),
        ExperimentEntry.Of<SuperletInput, DecodeConfig>(),
        ExperimentEntry.Of<BrainBert.IntrinsicDimension, IntrinsicDimensionConfig>(),
    ];

    /// <summary>The entry called <paramref name="name"/>.</summary>
    /// <exception cref="UsageException">There is none; the message names the nearest.</exception>
    public static ExperimentEntry Find(string name) => All.FirstOrDefault(e => e.Name == name)
        ?? throw new UsageException($"There is no experiment '{name}'.{Nearest.Hint(name, [.. All.Select(e => e.Name)])}");
}
