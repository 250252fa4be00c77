using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>A session opened for decoding: its examples, its electrodes, and which of them a comparison takes.</summary>
internal sealed class DecodingSession : IDisposable
{
    private readonly DecodeConfig _config;
    private readonly ChannelReader _reader;

    /// <summary>Opens a session.</summary>
    /// <exception cref="InvalidDataException">None of its electrodes holds a signal.</exception>
    public DecodingSession(DecodeConfig config, TreebankRelease release, TreebankSession session, Action<string> note)
    {
        (_config, Session) = (config, session);
        _reader = new(release, session, config.Reference, config.Labels, note);
        Examples = new(release, session, _reader.Samples, config);
        Truth = GroundTruth.Read(release, session, config.Labels);
        Channels = _reader.Screen(PretrainingImages.Choose(_reader.Channels, config.DecodeElectrodes, Truth));
        if (Channels.Count == 0) throw new InvalidDataException($"{release.Recording(session)}: no electrode that holds a signal.");
        Places = release.Places(session, config.Labels);
        if (Examples.Defect is { } defect) note($"{session}: {defect}.");
        foreach (DecodingTask task in Examples.TooFew) note($"{session}: too few examples of {DecodingExamples.Name(task)}, left out.");
    }

    /// <summary>How much there is to decode in a session: its electrodes, the windows of all its tasks, and these tasks.</summary>
    public static (int Electrodes, int Windows, int Tasks) Size(DecodeConfig config, TreebankRelease release, TreebankSession session)
    {
        using ChannelReader reader = new(release, session, config.Reference, config.Labels, _ => { });
        SessionExamples examples = new(release, session, reader.Samples, config);
        return (PretrainingImages.Choose(reader.Channels, config.DecodeElectrodes, GroundTruth.Read(release, session, config.Labels)).Count, examples.Samples.Length, examples.Tasks.Count());
    }

    /// <summary>Which it is.</summary>
    public TreebankSession Session { get; }

    /// <summary>The examples of its tasks.</summary>
    public SessionExamples Examples { get; }

    /// <summary>What was planted; null where the recordings are real.</summary>
    public IReadOnlyDictionary<string, AreaWeights>? Truth { get; }

    /// <summary>The electrodes that are decoded; all hold a signal.</summary>
    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Where they lie.</summary>
    public IReadOnlyDictionary<string, ContactPlace> Places { get; }

    /// <summary>The windows of an electrode.</summary>
    public ElectrodeDecoding Open(Channel channel) => new(Examples, _config, _reader.Read(channel)!);

    /// <summary>The electrodes of the comparison, the best first.</summary>
    /// <param name="task">The task.</param>
    /// <param name="linear">AUC of the linear decoder of the whole window on an electrode.</param>
    public string[] Best(DecodingTask task, Func<Channel, double> linear)
    {
        IReadOnlyDictionary<string, AreaWeights>? truth = _config.Ranking == ElectrodeRanking.Planted ? Truth : null;
        return [.. Channels.Select(c => (Name: c.Electrode.Name, Value: truth?[c.Electrode.Name].For(task) ?? linear(c)))
            .OrderByDescending(c => c.Value).Take(_config.BestElectrodes).Select(c => c.Name)];
    }

    /// <summary>The same, the linear decoder fitted now where it is needed.</summary>
    public string[] Best(DecodingTask task) => Best(task, channel => Open(channel).Trained(task, Decoder.LinearWindow, null).Auc);

    public void Dispose() => _reader.Dispose();
}
