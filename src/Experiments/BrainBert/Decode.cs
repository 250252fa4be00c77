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
        Encoders encoders = Encoders.Open(config, run, (f, t) => run.Show(found * f, t), (release, pairs) => SayHowLong(config, run, release, pairs));
        IReadOnlyList<TreebankSession> sessions = PretrainingSplit.Of(encoders.Release).Decoding;
        if (sessions.Count == 0) throw new InvalidDataException($"{encoders.Release.Root}: no session to decode; all that are there are for pretraining.");
        List<DecodedSession> decoded = [];
        for (int s = 0; s < sessions.Count; s++)
        {
            int index = s;
            using DecodingSession session = new(config, encoders.Release, sessions[s], run.Note);
            decoded.Add(Session(config, run, encoders, session, (f, t) => run.Report(found + (1 - found) * (index + f) / sessions.Count, t)));
        }
        if (config.Embeddings) new Embeddings(run.Folder).Collect();
        return new DecodeSummary(config, run.Preset, encoders.Origin, decoded, encoders.Seen).Of();
    }

    private static void SayHowLong(DecodeConfig config, RunContext run, TreebankRelease release, int pairs)
    {
        (int Electrodes, int Windows, int Tasks)[] sizes = [.. PretrainingSplit.Of(release).Decoding.Select(s => DecodingSession.Size(config, release, s))];
        new TimeEstimate().AddEncodings(config, sizes.Sum(s => (long)s.Electrodes * s.Windows), pairs * config.Decoders.Count(d => d is Decoder.FrozenPretrained or Decoder.FrozenRandom))
            .AddTuning(config, sizes.Sum(s => Math.Min(config.BestElectrodes, s.Electrodes) * s.Tasks) * pairs * config.Decoders.Count(d => d is Decoder.TunedPretrained or Decoder.TunedRandom)).Say(run);
    }

    private static DecodedSession Session(DecodeConfig config, RunContext run, Encoders encoders, DecodingSession session, Action<double, string> report)
    {
        string id = session.Session.ToString();
        List<ElectrodeScores> all = [];
        for (int c = 0; c < session.Channels.Count; c++)
        {
            Channel channel = session.Channels[c];
            string name = channel.Electrode.Name;
            report(0.5 * c / session.Channels.Count, $"{id} {name}");
            all.Add(run.Part($"{id} {name}", () => new ElectrodeScores(id, name, session.Open(channel).Frozen(encoders.Pairs, (pair, features) =>
            {
                if (config.Embeddings && pair == encoders.Pairs[0]) new Embeddings(run.Folder).Write(id, name, session.Examples.Samples, features);
            }))));
        }
        Dictionary<DecodingTask, string[]> best = session.Examples.Tasks.ToDictionary(task => task,
            task => config.Decoders.Contains(Decoder.LinearWindow)
                ? session.Best(task, channel => all.First(e => e.Electrode == channel.Electrode.Name).Mean(task, Decoder.LinearWindow, config.Splits[0])) : session.Best(task));
        List<ElectrodeScores> trained = [];
        int done = 0, total = best.Values.Sum(b => b.Length) * encoders.Pairs.Count;
        foreach (string name in best.Values.SelectMany(b => b).Distinct())
        {
            Lazy<ElectrodeDecoding> windows = new(() => session.Open(session.Channels.First(c => c.Electrode.Name == name)));
            foreach (DecodingTask task in best.Where(b => b.Value.Contains(name)).Select(b => b.Key))
            {
                foreach (EncoderPair pair in encoders.Pairs)
                {
                    report(0.5 + 0.5 * done++ / total, $"{id} {name}, {DecodingExamples.Name(task)}, seed {pair.Seed}");
                    trained.Add(run.Part($"{id} {name} {task} seed {pair.Seed}", () => new ElectrodeScores(id, name,
                        [.. s_trained.Where(config.Decoders.Contains).Select(d => windows.Value.Trained(task, d, pair))])));
                }
            }
        }
        return new(session.Session, all, trained, best, session.Truth, session.Places);
    }
}
