using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>Fourier against superlet images, fixed against adaptive masks (arXiv 2302.14367, Tables 1 and 2, superlet rows).</summary>
internal sealed class SuperletInput : IExperiment<DecodeConfig>
{
    /// <inheritdoc/>
    public static string Name => "brainbert/superlet";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2302.14367, Tables 1 and 2: superlet input, adaptive masking";

    /// <inheritdoc/>
    public static DecodeConfig At(Preset preset)
    {
        DecodeConfig config = VariantStudy.At(preset);
        return preset is Preset.Paper ? config : config with
        {
            Decoders = [Decoder.LinearQuarter, .. config.Decoders], Seeds = 1, SyntheticPretrainMinutes = Math.Min(config.SyntheticPretrainMinutes, 3), BestElectrodes = 1,
            PretrainElectrodes = Math.Min(config.PretrainElectrodes, 6),
        };
    }

    /// <inheritdoc/>
    public static Summary Run(DecodeConfig config, RunContext run)
    {
        config.Check();
        TreebankRelease release = VariantStudy.Open(config, run);
        IReadOnlyList<TreebankSession> sessions = VariantStudy.HeldOut(release);
        DecodeConfig superlet = config with { Spectrogram = SpectrogramKind.Superlet };
        IReadOnlyList<VariantResult> results = VariantStudy.Run(
        [
            new("STFT, fixed masks", config), new("superlet, fixed masks", superlet), new("superlet, adaptive masks", superlet with { Masking = MaskingKind.Adaptive, MaskProbability = 0.1 }),
        ], run, release, _ => sessions);
        string Number(int variant, Decoder decoder) => results[variant].Auc(null, decoder) is { Length: > 0 } v ? SampleMean.Of(v).ToString("0.00") : "—";
        return new($"Frozen, mean AUC over the tasks: STFT {Number(0, Decoder.FrozenPretrained)}, superlet {Number(1, Decoder.FrozenPretrained)}, superlet with adaptive masks {Number(2, Decoder.FrozenPretrained)}; "
            + $"linear on 0.25 s of voltage {Number(0, Decoder.LinearQuarter)} (paper: STFT is better when fine-tuned).",
            [.. VariantTables.Results(results)], [new("Images and masks", "", [VariantTables.Auc(results), VariantTables.Losses(results)])]);
    }
}
