using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Report;

namespace Neuron.Experiments.BrainBert;

/// <summary>What it costs a subject not to be in the pretraining (arXiv 2302.14367, §4, hold-one-subject-out).</summary>
internal sealed class HoldOneOut : IExperiment<DecodeConfig>
{
    /// <inheritdoc/>
    public static string Name => "brainbert/hold-one-out";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2302.14367, hold-one-subject-out pretraining";

    /// <inheritdoc/>
    public static DecodeConfig At(Preset preset) => VariantStudy.At(preset);

    /// <inheritdoc/>
    public static Summary Run(DecodeConfig config, RunContext run)
    {
        config.Check();
        TreebankRelease release = VariantStudy.Open(config, run);
        PretrainingSplit split = PretrainingSplit.Of(release);
        int[] subjects = [.. split.Decoding.Select(s => s.Subject).Distinct().Where(s => split.Pretraining.Any(p => p.Subject == s))];
        if (subjects.Length == 0) throw new InvalidDataException($"{release.Root}: no subject has both a session for pretraining and one to decode.");
        Variant all = new("all subjects", config);
        Variant[] without = [.. subjects.Select(s => new Variant($"without sub_{s}", config with { ExcludeSubjects = [.. config.ExcludeSubjects, s] }))];
        IReadOnlyList<VariantResult> results = VariantStudy.Run([all, .. without], run, release,
            v => split.Decoding.Where(s => v == all ? subjects.Contains(s.Subject) : v.Config.ExcludeSubjects[^1] == s.Subject));

        (double[] with, double[] held, double[] untrained) = BySubject(results, subjects, null);
        SampleMean cost = SampleMean.Of([.. with.Zip(held, (a, b) => a - b)]);
        List<IReadOnlyList<string>> rows = [];
        foreach (DecodingTask? task in config.Tasks.Select(t => (DecodingTask?)t).Append(null))
        {
            (double[] a, double[] b, double[] c) = BySubject(results, subjects, task);
            if (a.Length > 0) rows.Add([task is { } t ? DecodingExamples.Name(t) : "mean of the tasks", SampleMean.Of(a).ToString("0.000"), SampleMean.Of(b).ToString("0.000"), SampleMean.Of([.. a.Zip(b, (x, y) => x - y)]).ToString("0.000"), SampleMean.Of(c).ToString("0.000")]);
        }
        return new($"Pretraining without the decoded subject costs {cost.ToString("0.000")} of AUC, mean over the tasks (paper: negligible).",
        [
            new("pretrained on all subjects", "ROC-AUC, mean of the tasks", SampleMean.Of(with)), new("pretrained without the decoded subject", "ROC-AUC, mean of the tasks", SampleMean.Of(held)),
            new("not pretrained", "ROC-AUC, mean of the tasks", SampleMean.Of(untrained)), new("cost of leaving the subject out", "difference of ROC-AUC", cost),
        ],
        [
            new("With and without the subject", $"Frozen encoders, linear decoders. Subjects left out in turn: {string.Join(", ", subjects.Select(s => $"sub_{s}"))}. Mean ± standard error over seeds.",
                [new Table("ROC-AUC", "", ["task", "all subjects", "without the subject", "difference", "not pretrained"], rows)]),
        ]);
    }

    /// <summary>AUC seed by seed, a mean over subjects that weighs each alike on both sides, whatever its sessions and tasks are.</summary>
    /// <param name="results">The pretraining on all subjects, then one without each of <paramref name="subjects"/>.</param>
    /// <param name="subjects">The subjects.</param>
    /// <param name="task">A task; null for the mean of the tasks.</param>
    /// <returns>Pretrained on all, pretrained without the decoded subject, not pretrained.</returns>
    public static (double[] With, double[] Held, double[] Untrained) BySubject(IReadOnlyList<VariantResult> results, IReadOnlyList<int> subjects, DecodingTask? task)
    {
        VariantResult[] all = [.. subjects.Select(s => results[0] with { Sessions = [.. results[0].Sessions.Where(d => d.Session.Subject == s)] })];
        return (Mean(all, Decoder.FrozenPretrained), Mean(results.Skip(1), Decoder.FrozenPretrained), Mean(all, Decoder.FrozenRandom));

        double[] Mean(IEnumerable<VariantResult> of, Decoder decoder) => DecodedSession.MeanBySeed([.. of.Select(r => r.Auc(task, decoder)).Where(v => v.Length > 0)]);
    }
}
