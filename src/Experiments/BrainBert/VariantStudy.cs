using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>One way to pretrain, to be compared with others.</summary>
/// <param name="Name">What it is called in the report; begins the names of its parts.</param>
/// <param name="Config">How it is pretrained and decoded.</param>
internal sealed record Variant(string Name, DecodeConfig Config);

/// <summary>What a variant showed.</summary>
/// <param name="Variant">Which.</param>
/// <param name="Outcomes">Its pretrainings, one a seed.</param>
/// <param name="Sessions">What was decoded with its encoders.</param>
internal sealed record VariantResult(Variant Variant, IReadOnlyList<PretrainOutcome> Outcomes, IReadOnlyList<DecodedSession> Sessions)
{
    /// <summary>For each seed the mean AUC over sessions, on a task or (null) over the tasks.</summary>
    public double[] Auc(DecodingTask? task, Decoder decoder)
    {
        DecodingTask[] tasks = task is { } one ? [one] : [.. Variant.Config.Tasks.Where(t => Sessions.Any(s => s.Best.ContainsKey(t)))];
        double[][] all = [.. from session in Sessions from t in tasks let values = session.BySeed(t, decoder, Variant.Config.Splits[0]) where values.Length > 0 select values];
        return DecodedSession.MeanBySeed(all);
    }
}

/// <summary>Pretrains each variant and decodes the same sessions with each, the encoders frozen.</summary>
internal static class VariantStudy
{
    /// <summary>The sizes of such a study: the decoding preset with the decoders that need no long training, on the chosen electrodes alone.</summary>
    public static DecodeConfig At(Preset preset)
    {
        DecodeConfig config = DecodeConfig.At(preset);
        if (preset is Preset.Smoke) config = config with { Tasks = [DecodingTask.Speech], ClassExamples = 8, PretrainElectrodes = 2 };
        return config with
        {
            Decoders = [Decoder.LinearImage, Decoder.FrozenRandom, Decoder.FrozenPretrained], Splits = [config.Splits[0]], TrainSizes = [], Embeddings = false,
            BestElectrodes = preset is Preset.Small ? 3 : config.BestElectrodes,
        };
    }

    /// <summary>The sessions that tell variants apart: of a synthetic release the last whose montage no pretraining sees, where there is one; else all that are held out.</summary>
    /// <exception cref="InvalidDataException">All sessions are for pretraining.</exception>
    public static IReadOnlyList<TreebankSession> HeldOut(TreebankRelease release)
    {
        (IReadOnlyList<TreebankSession> pretraining, IReadOnlyList<TreebankSession> decoding) = PretrainingSplit.Of(release);
        if (decoding.Count == 0) throw new InvalidDataException($"{release.Root}: no session to decode; all that are there are for pretraining.");
        TreebankSession[] unseen = [.. decoding.Where(d => pretraining.All(p => p.Subject != d.Subject))];
        return unseen.Length == 0 || GroundTruth.Read(release, unseen[^1]) is null ? decoding : [unseen[^1]];
    }

    /// <summary>Says how long one pretraining will take, and opens the recordings.</summary>
    public static TreebankRelease Open(DecodeConfig config, RunContext run)
    {
        new TimeEstimate().AddPretraining(config, config.Seeds).Say(run);
        return RecordingSource.Open(config, run, run.Report);
    }

    /// <summary>Runs all variants.</summary>
    /// <param name="variants">The variants; of equal tasks and windows.</param>
    /// <param name="run">The run.</param>
    /// <param name="release">The recordings.</param>
    /// <param name="sessions">The sessions to decode with a variant's encoders.</param>
    public static IReadOnlyList<VariantResult> Run(IReadOnlyList<Variant> variants, RunContext run, TreebankRelease release, Func<Variant, IEnumerable<TreebankSession>> sessions)
    {
        TimeEstimate ahead = new();
        foreach (Variant variant in variants)
        {
            var sizes = sessions(variant).Select(s => DecodingSession.Size(variant.Config, release, s));
            ahead.AddPretraining(variant.Config, variant.Config.Seeds).AddEncodings(variant.Config, sizes.Sum(s => (long)Math.Min(variant.Config.BestElectrodes * s.Tasks, s.Electrodes) * s.Windows), 2 * variant.Config.Seeds);
        }
        ahead.Say(run);
        List<VariantResult> results = [];
        for (int v = 0; v < variants.Count; v++)
        {
            (Variant variant, int index) = (variants[v], v);
            variant.Config.Check();
            void Show(double fraction, string doing) => run.Show((index + fraction) / variants.Count, doing);
            var pretrained = Encoders.PretrainHere(variant.Config, run, release, (f, t) => Show(0.8 * f, t), $"{variant.Name} ");
            EncoderPair[] pairs = [.. pretrained.Select(p => p.Pair)];
            results.Add(new(variant, [.. pretrained.Select(p => p.Outcome)], [.. sessions(variant).Select(s => Session(variant, run, release, s, pairs, t => run.Checked(Show)(0.9, t)))]));
        }
        return results;
    }

    private static DecodedSession Session(Variant variant, RunContext run, TreebankRelease release, TreebankSession session, IReadOnlyList<EncoderPair> pairs, Action<string> report)
    {
        using DecodingSession open = new(variant.Config, release, session, run.Note);
        // which electrodes are best does not depend on the variant
        Dictionary<DecodingTask, string[]> best = open.Examples.Tasks.ToDictionary(task => task, task => run.Part($"{session} electrodes for {task}", () => new Names(open.Best(task))).Electrodes);
        List<ElectrodeScores> scores = [];
        foreach (string name in best.Values.SelectMany(b => b).Distinct())
        {
            report($"{variant.Name}: {session} {name}");
            scores.Add(run.Part($"{variant.Name} {session} {name}",
                () => new ElectrodeScores(session.ToString(), name, open.Open(open.Channels.First(c => c.Electrode.Name == name)).Frozen(pairs))));
        }
        return new(session, scores, [], best, open.Truth, open.Places);
    }

    private sealed record Names(string[] Electrodes);
}
