using Neuron.Experiments.Report;

namespace Neuron.Experiments.BrainBert;

/// <summary>The report of pretraining.</summary>
internal static class PretrainSummary
{
    /// <summary>What was found.</summary>
    public static Summary Of(PretrainConfig config, Preset preset, IReadOnlyList<PretrainOutcome> outcomes)
    {
        PretrainPoint[] best = [.. outcomes.Select(o => o.Best(config.Alpha))];
        SampleMean masked = SampleMean.Of([.. best.Select(p => p.Masked)]), content = SampleMean.Of([.. best.Select(p => p.Content)]);
        SampleMean zeroMasked = SampleMean.Of([.. outcomes.Select(o => o.ZeroMasked)]), zeroContent = SampleMean.Of([.. outcomes.Select(o => o.ZeroContent)]);
        SampleMean ratio = SampleMean.Of([.. outcomes.Select(o => o.BurstRatio)]);
        bool learns = best.Zip(outcomes).All(p => p.First.Content < p.Second.ZeroContent);
        string verdict = preset is Preset.Smoke ? ""
            : learns ? "Hidden bursts are predicted better than by zero. " : "Hidden bursts are not predicted better than by zero. ";
        return new($"{verdict}The content loss on held-out images is {content.ToString("0.000")} (predicting zero: {zeroContent.ToString("0.000")}; the paper gives no losses).",
        [
            new("pretrained", "masked L1, held-out images", masked), new("predicting zero", "masked L1, held-out images", zeroMasked),
            new("pretrained", "content L1 (|z| > 1), held-out images", content), new("predicting zero", "content L1 (|z| > 1), held-out images", zeroContent),
            new("pretrained", "predicted share of a burst's size", ratio),
        ],
        [
            new("Losses", $"Loss = masked L1 + {config.Alpha:0.##} · content L1. The kept weights are those of the lowest validation loss. {outcomes[0].Images[0]} images of training, "
                + $"{outcomes[0].Images[1]} of validation, {outcomes[0].Images[2]} untouched.",
            [
                Curves("Masked L1", outcomes, p => p.TrainMasked, p => p.Masked),
                Curves("Content L1", outcomes, p => p.TrainContent, p => p.Content),
            ]),
            new("Reconstructions", "Held-out images: what the network saw, what it made of it, and the truth. Colours are standard deviations from the mean of each frequency; grey is 0.",
                [.. outcomes[0].Examples.Select((e, i) => Reconstructed(config, e, i))]),
        ]);
    }

    private static LineChart Curves(string title, IReadOnlyList<PretrainOutcome> outcomes, Func<PretrainPoint, double> train, Func<PretrainPoint, double> validation)
    {
        double[] steps = [.. outcomes[0].Curve.Select(p => (double)p.Step)];
        return new(title, "Mean over seeds; the band is one standard error.", "step", title, [Mean("validation", validation, 1), Mean("training", train, 0)]);

        Series Mean(string name, Func<PretrainPoint, double> of, int colour) =>
            Series.Mean(name, [.. outcomes.Select(o => (double[])[.. o.Curve.Select(of)])]) with { X = steps, Colour = colour };
    }

    private static ImagePanels Reconstructed(PretrainConfig config, Reconstruction example, int index)
    {
        double seconds = example.Target.Length * SpectrogramTransform.Hop / ChannelReader.RateHz;
        return new($"Example {index + 1}: {example.Channel}", "", "time, s", "frequency, Hz", seconds, new SpectrogramTransform(config.Spectrogram).FrequenciesHz[^1], 3,
            [new("what the network saw", example.Input), new("reconstruction", example.Predicted), new("truth", example.Target)]);
    }
}
