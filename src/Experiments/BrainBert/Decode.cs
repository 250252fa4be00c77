using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>Decoding of four features of speech from single electrodes of sessions that pretraining has not seen (arXiv 2302.14367, Tables 1 and 2).</summary>
internal sealed class Decode : IExperiment<DecodeConfig>
{
    private static readonly Decoder[] s_trained =
        [Decoder.DeepNetwork, Decoder.HiddenWindow, Decoder.FrozenHidden, Decoder.FrozenDeep, Decoder.TunedRandom, Decoder.TunedPretrained];

    /// <inheritdoc/>
    public static string Name => "brainbert/decode";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2302.14367, Tables 1 and 2: decoding";

    /// <inheritdoc/>
    public static DecodeConfig At(Preset preset) => DecodeConfig.At(preset);

    /// <inheritdoc/>
    public static Summary Run(DecodeConfig config, RunContext run)
    {
        config.Check();
        const double found = 0.3; // of the run: pretraining, where it is needed
        Encoders encoders = Encoders.Open(config, run, (f, t) => run.Report(found * f, t));
        IReadOnlyList<TreebankSession> sessions = PretrainingSplit.Of(encoders.Release).Decoding;
        if (sessions.Count == 0) throw new InvalidDataException($"{encoders.Release.Root}: no session to decode; all that are there are for pretraining.");
        List<DecodedSession> decoded = [];
        for (int s = 0; s < sessions.Count; s++)
        {
            int index = s;
            decoded.Add(Session(config, run, encoders, sessions[s], (f, t) => run.Report(found + (1 - found) * (index + f) / sessions.Count, t)));
        }
        if (config.Embeddings) new Embeddings(run.Folder).Collect();
        return new DecodeSummary(config, run.Preset, encoders.Origin, decoded).Of();
    }

    private static DecodedSession Session(DecodeConfig config, RunContext run, Encoders encoders, TreebankSession session, Action<double, string> report)
    {
        using ChannelReader reader = new(encoders.Release, session, config.Reference);
        SessionExamples examples = new(encoders.Release, session, reader.Samples, config, (ulong)config.SyntheticSeed);
        foreach (DecodingTask task in examples.TooFew) run.Note($"{session}: too few examples of {DecodingExamples.Name(task)}, left out.");
        IReadOnlyDictionary<string, AreaWeights>? truth = GroundTruth.Read(encoders.Release, session);
        IReadOnlyList<Channel> channels = PretrainingImages.Choose(reader.Channels, config.DecodeElectrodes, truth);
        IReadOnlyDictionary<string, ContactPlace> places = encoders.Release.Places(session);
        List<ElectrodeScores> all = [];
        for (int c = 0; c < channels.Count; c++)
        {
            Channel channel = channels[c];
            string name = channel.Electrode.Name;
            report(0.5 * c / channels.Count, $"{session} {name}");
            all.Add(run.Part($"{session} {name}", () => Open(channel) is not { } windows ? new ElectrodeScores(session.ToString(), name, [])
                : new(session.ToString(), name, windows.Frozen(encoders.Pairs, (pair, features) =>
                {
                    if (config.Embeddings && pair == encoders.Pairs[0]) new Embeddings(run.Folder).Write(session.ToString(), name, examples.Samples, features);
                }))));
        }
        Dictionary<DecodingTask, string[]> best = examples.Tasks.ToDictionary(task => task, task => Best(config, task, all, truth));
        List<ElectrodeScores> trained = [];
        string[] chosen = [.. best.Values.SelectMany(b => b).Distinct()];
        int done = 0, total = best.Values.Sum(b => b.Length) * encoders.Pairs.Count;
        foreach (string name in chosen)
        {
            Channel channel = channels.First(c => c.Electrode.Name == name);
            Lazy<ElectrodeDecoding> windows = new(() => Open(channel)!);
            foreach (DecodingTask task in best.Where(b => b.Value.Contains(name)).Select(b => b.Key))
            {
                foreach (EncoderPair pair in encoders.Pairs)
                {
                    report(0.5 + 0.5 * done++ / total, $"{session} {name}, {DecodingExamples.Name(task)}, seed {pair.Seed}");
                    trained.Add(run.Part($"{session} {name} {task} seed {pair.Seed}", () => new ElectrodeScores(session.ToString(), name,
                        [.. s_trained.Where(config.Decoders.Contains).Select(d => windows.Value.Trained(task, d, pair))])));
                }
            }
        }
        return new(session, all, trained, best, truth, places);

        ElectrodeDecoding? Open(Channel channel)
        {
            if (reader.Read(channel, out string? defect) is { } x) return new(examples, config, x);
            run.Note($"{session}: left out: {defect}");
            return null;
        }
    }

    /// <summary>The electrodes of the comparison, the best first.</summary>
    private static string[] Best(DecodeConfig config, DecodingTask task, IReadOnlyList<ElectrodeScores> all, IReadOnlyDictionary<string, AreaWeights>? truth)
    {
        Func<ElectrodeScores, double> value = config.Ranking == ElectrodeRanking.Planted && truth is not null ? e => truth[e.Electrode].For(task)
            : e => e.Mean(task, Decoder.LinearWindow, config.Splits[0]);
        return [.. all.Where(e => e.Scores.Length > 0).OrderByDescending(value).Take(config.BestElectrodes).Select(e => e.Electrode)];
    }
}

/// <summary>All that was decoded from a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Electrodes">Decoders that need no long training, on every electrode.</param>
/// <param name="Trained">The others, on the chosen electrodes.</param>
/// <param name="Best">The chosen electrodes of each task.</param>
/// <param name="Truth">Planted responses; null where the recordings are real.</param>
/// <param name="Places">Where the electrodes lie.</param>
internal sealed record DecodedSession(
    TreebankSession Session, IReadOnlyList<ElectrodeScores> Electrodes, IReadOnlyList<ElectrodeScores> Trained, IReadOnlyDictionary<DecodingTask, string[]> Best,
    IReadOnlyDictionary<string, AreaWeights>? Truth, IReadOnlyDictionary<string, ContactPlace> Places)
{
    /// <summary>AUCs of a decoder on a task's chosen electrodes, a mean over these for each seed.</summary>
    public double[] BySeed(DecodingTask task, Decoder decoder, SplitKind split, int limit = 0) =>
        [.. Scores(task, decoder, split, limit).GroupBy(s => s.Seed).OrderBy(g => g.Key).Select(g => g.Average(s => s.Auc))];

    /// <summary>Scores of a decoder on a task's chosen electrodes.</summary>
    public IEnumerable<Score> Scores(DecodingTask task, Decoder decoder, SplitKind split, int limit = 0) => !Best.TryGetValue(task, out string[]? best) ? []
        : Electrodes.Concat(Trained).Where(e => best.Contains(e.Electrode)).SelectMany(e => e.Scores).Where(s => s.Task == task && s.Decoder == decoder && s.Split == split && s.Limit == limit);
}
