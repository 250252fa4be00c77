using Neuron.Autograd;
using Neuron.Experiments.Report;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>How alike two trained guides represent the same images, layer by layer (arXiv 2410.20035, App. F, Figure 10): a ResNet and a vision transformer.</summary>
internal sealed class GuideSimilarity : IExperiment<ErrorConsistencyConfig>
{
    /// <inheritdoc/>
    public static string Name => "guidance/guide-similarity";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Figure 10: CKA of the layers of ResNet-18 and ViT-B";

    /// <inheritdoc/>
    public static ErrorConsistencyConfig At(Preset preset) => ErrorConsistencyAnalysis.At(preset) with { ProbeSamples = preset switch { Preset.Smoke => 64, Preset.Small => 256, _ => 1000 } };

    /// <inheritdoc/>
    public static Summary Run(ErrorConsistencyConfig config, RunContext run)
    {
        ImageData data = ImageData.Load(config, run);
        ErrorConsistencyAnalysis.CheckPatch(config, data);
        Compared[] seeds = [.. Enumerable.Range(0, config.Seeds).Select(k => run.Part($"compared seed {run.Seed + k}", () => Compare(k)))];
        var (first, second) = (seeds[0].First, seeds[0].Second);
        TapPair[] pairs = LayerMapping.Pairs(first.Length, second.Length);
        double[][] mean = [.. second.Select((_, r) => first.Select((_, c) => seeds.Average(s => s.Map[c][r])).ToArray())];
        double[] mapped = [.. pairs.Select(p => mean[p.Target][p.Guide])];
        int third = Math.Max(1, mapped.Length / 3);
        SampleMean Of(Func<Compared, IEnumerable<TapPair>> which) => SampleMean.Of([.. seeds.Select(s => which(s).Average(p => s.Map[p.Guide][p.Target]))]);
        SampleMean early = Of(_ => pairs[..third]), late = Of(_ => pairs[^third..]);
        return new($"CKA of mapped layers is {early.ToString("0.00")} in the first third and {late.ToString("0.00")} in the last (paper: about 0.8 and 0.2–0.4).",
            [
                new("first third of the mapped layers", "CKA of ResNet and ViT", early, new(0.8), "0.00", "Figure 10, read from the curve"),
                new("last third of the mapped layers", "CKA of ResNet and ViT", late, new(0.3), "0.00", "Figure 10, read from the curve: 0.2 to 0.4"),
            ],
            [
                new("Similarity of the two guides", $"On {config.ProbeSamples} held-out images, both trained on the same images.",
                [
                    new LineChart("Mapped layers", "Each layer of the ViT with the ResNet's that the mapping gives it.", "mapped layer of the ViT", "CKA", [new("ResNet with ViT", [.. mapped.Select((_, i) => (double)i)], mapped)]),
                    new HeatMap("All layers", "Outlined: the mapped pairs.", "ResNet tap", "ViT tap", first, second, [.. mean.Select(r => (IReadOnlyList<double?>)[.. r.Select(v => (double?)v)])], 0, 1, [.. pairs.Select(p => (IReadOnlyList<int>)[p.Target, p.Guide])]),
                ]),
            ]);

        Compared Compare(int k)
        {
            double from = (double)k / config.Seeds, half = 0.5 / config.Seeds;
            var (resNet, viT) = (Train(patches: false, k, from, from + half), Train(patches: true, k, from + half, from + (2 * half)));
            using var _ = NoGrad.Enter();
            Tensor probe = new ErrorConsistencyAnalysis.Task(config, data, false).Probe(config.ProbeSamples);
            var (a, b) = (Taps.Collect(resNet, probe, config.Taps).Taps, Taps.Collect(viT, probe, config.Taps).Taps);
            return new([.. a.Select(t => t.Name)], [.. b.Select(t => t.Name)], SimilarityMap.Between(a, b));
        }

        Layer Train(bool patches, int k, double from, double to)
        {
            var task = new ErrorConsistencyAnalysis.Task(config, data, patches);
            return new GuidanceRun(task, config with { Conditions = [Condition.TrainedGuide] }, run, patches ? "ViT, " : "ResNet, ", from, to).TrainedGuide(k);
        }
    }

    /// <summary>Tap names and CKA of every tap of the first network with every tap of the second.</summary>
    internal sealed record Compared(string[] First, string[] Second, double[][] Map);
}
