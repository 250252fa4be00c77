using Neuron.Autograd;
using Neuron.Experiments.Report;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Settings of the decoding experiment; the defaults are the paper's counts of images (arXiv 2410.20035, App. I.3).</summary>
internal sealed record LinearDecodingConfig : FcnResNetConfig
{
    /// <summary>Training images of each decoder.</summary>
    public int DecoderImages { get; init => field = AtLeast(10, value); } = 4000;

    /// <summary>Images that each decoder is tested on.</summary>
    public int DecoderTestImages { get; init => field = AtLeast(10, value); } = 1000;
}

/// <summary>
/// Which classes can be told linearly from each layer (arXiv 2410.20035, App. I.3, Figure 16): of the guide at its initialisation, as in the paper, and,
/// beyond it, of the trained guide and of the fully connected network with and without guidance.
/// </summary>
internal sealed class LinearDecoding : IExperiment<LinearDecodingConfig>
{
    private const double Published = 0.008; // "never above 0.8 %", 1,000 classes

    /// <inheritdoc/>
    public static string Name => "guidance/linear-decode";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Figure 16: linear decoding of an untrained ResNet-18";

    /// <inheritdoc/>
    public static LinearDecodingConfig At(Preset preset)
    {
        LinearDecodingConfig config = FcnResNetConfig.At<LinearDecodingConfig>(preset) with { Conditions = [Condition.Unguided, Condition.TrainedGuide, Condition.UntrainedGuide] };
        return preset switch
        {
            Preset.Smoke => config with { Seeds = 1, Epochs = 1, GuideEpochs = 1, DecoderImages = 200, DecoderTestImages = 100 },
            Preset.Small => config with { DecoderImages = 1000, DecoderTestImages = 1000 },
            _ => config,
        };
    }

    /// <inheritdoc/>
    public static Summary Run(LinearDecodingConfig config, RunContext run)
    {
        ImageData data = ImageData.Load(config, run);
        var task = new FcnTask(config, data);
        Tensor[] images = [Take(data.Train, config.DecoderImages), Take(data.Test, config.DecoderTestImages)];
        long[] labels = [.. data.Train.Images.Labels.Take(config.DecoderImages).Select(l => (long)l)], testLabels = [.. data.Test.Images.Labels.Take(config.DecoderTestImages).Select(l => (long)l)];
        int classes = data.Train.Images.Classes.Count;
        double[] Decode(Layer network)
        {
            using var _ = NoGrad.Enter();
            network.Eval();
            var (train, test) = (Collect(network, images[0], config.Taps), Collect(network, images[1], config.Taps));
            return [.. train.Select((t, i) => LinearDecoder.Accuracy(t.Value, labels, test[i].Value, testLabels, classes))];
        }

        double[][] untrained = [.. Enumerable.Range(0, config.Seeds).Select(k => run.Part($"decoding of the untrained guide seed {run.Seed + k}",
            () => new Decoded(Decode(task.NewGuide(new Rng((ulong)(run.Seed + k)).Split(0))))).Accuracies)];
        GuidanceOutcome outcome = new GuidanceRun(task, config, run, analyse: Decode).Run();
        var best = SampleMean.Of([.. untrained.Select(u => u.Max())]);
        double chance = 1.0 / classes;
        List<Result> results = [new("untrained guide, best layer", "linear decoding accuracy", best, new(Published), Note: "Figure 16: ImageNet, at most 0.8 % with 1,000 classes (chance 0.1 %)")];
        List<Series> curves = [];
        foreach (var (condition, parts) in outcome.Parts)
        {
            results.Add(new($"FCN, {condition.Label}: last hidden layer", "linear decoding accuracy", SampleMean.Of([.. parts.Select(p => p.Analysis![^1])])));
            results.Add(new($"FCN, {condition.Label}: its own output", "test accuracy", SampleMean.Of(outcome.Metrics(condition))));
            curves.Add(Series.Mean(condition.Label, [.. parts.Select(p => p.Analysis!)]));
        }
        string Last(Condition c) => outcome.Parts.ContainsKey(c) ? $", with {c.Label} {SampleMean.Of([.. outcome.Parts[c].Select(p => p.Analysis![^1])]).ToString("0.000")}" : "";
        return new($"The untrained guide's best layer decodes {best.ToString("0.000")} of the test images (chance {chance:0.###}; paper: at most 0.008, chance 0.001). Last hidden layer of the FCN{Last(Condition.Unguided)}{Last(Condition.TrainedGuide)}{Last(Condition.UntrainedGuide)}.",
            results,
            [
                new("Decoding by layer", $"A ridge decoder for each layer, fitted on {labels.Length} training images and tested on {testLabels.Length}. What guidance puts into a layer shows here even where the network's own last layer makes nothing of it.",
                [
                    new LineChart("Untrained guide", "Each tap of the ResNet at its initialisation, in the order of the network.", "tap", "accuracy", [Series.Mean("untrained guide", untrained)]),
                    new LineChart("Fully connected network after training", "Each hidden layer.", "layer", "accuracy", curves),
                ]),
            ]);
    }

    private static Tensor Take(Data.ImageBatches images, int count) => images.Batch([.. Enumerable.Range(0, Math.Min(count, images.Images.Count))]).X;

    // in chunks: the taps of thousands of images through a convolutional network are much more than those of a batch
    private static List<Tap> Collect(Layer network, Tensor images, TapSet set)
    {
        const int Chunk = 250;
        List<List<Tap>> chunks = [];
        for (int at = 0; at < images.Shape[0]; at += Chunk) chunks.Add([.. Taps.Collect(network, images.Slice(0, at, Math.Min(images.Shape[0], at + Chunk)), set).Taps]);
        return [.. chunks[0].Select((tap, i) => new Tap(tap.Name, Tensor.Concat([.. chunks.Select(c => c[i].Value)], 0)))];
    }

    /// <summary>Accuracy by tap.</summary>
    internal sealed record Decoded(double[] Accuracies);
}
