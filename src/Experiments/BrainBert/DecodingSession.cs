using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>A session opened for decoding: its examples, its electrodes, and which of them a comparison takes.</summary>
internal sealed class DecodingSession : IDisposable
{
    private readonly DecodeConfig _config;
    private readonly ChannelReader _reader;
    private readonly Action<string> _note;

    /// <summary>Opens a session.</summary>
    public DecodingSession(DecodeConfig config, TreebankRelease release, TreebankSession session, Action<string> note)
    {
        (_config, _note, Session) = (config, note, session);
        _reader = new(release, session, config.Reference);
        Examples = new(release, session, _reader.Samples, config);
        Truth = GroundTruth.Read(release, session);
        Channels = PretrainingImages.Choose(_reader.Channels, config.DecodeElectrodes, Truth);
        Places = release.Places(session);
        foreach (DecodingTask task in Examples.TooFew) note($"{session}: too few examples of {DecodingExamples.Name(task)}, left out.");
    }

    /// <summary>Which it is.</summary>
    public TreebankSession Session { get; }

    /// <summary>The examples of its tasks.</summary>
    public SessionExamples Examples { get; }

    /// <summary>What was planted; null where the recordings are real.</summary>
    public IReadOnlyDictionary<string, AreaWeights>? Truth { get; }

    /// <summary>The electrodes that are decoded.</summary>
    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Where they lie.</summary>
    public IReadOnlyDictionary<string, ContactPlace> Places { get; }

    /// <summary>The windows of an electrode; null, with a note, where it holds no signal.</summary>
    public ElectrodeDecoding? Open(Channel channel)
    {
        if (_reader.Read(channel, out string? defect) is { } x) return new(Examples, _config, x);
        _note($"{Session}: left out: {defect}");
        return null;
    }

    /// <summary>The whole signal of an electrode; null where it holds none.</summary>
    public float[]? Signal(Channel channel) => _reader.Read(channel, out _);

    /// <summary>The electrodes of the comparison, the best first.</summary>
    /// <param name="task">The task.</param>
    /// <param name="linear">AUC of the linear decoder of the whole window on an electrode; NaN where there is none.</param>
    public string[] Best(DecodingTask task, Func<Channel, double> linear)
    {
        IReadOnlyDictionary<string, AreaWeights>? truth = _config.Ranking == ElectrodeRanking.Planted ? Truth : null;
        return [.. Channels.Select(c => (Name: c.Electrode.Name, Value: truth?[c.Electrode.Name].For(task) ?? linear(c)))
            .Where(c => !double.IsNaN(c.Value)).OrderByDescending(c => c.Value).Take(_config.BestElectrodes).Select(c => c.Name)];
    }

    /// <summary>The same, the linear decoder fitted now where it is needed.</summary>
    public string[] Best(DecodingTask task) => Best(task, channel => Open(channel)?.Trained(task, Decoder.LinearWindow, null).Auc ?? double.NaN);

    public void Dispose() => _reader.Dispose();
}
