using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Signal;

namespace Neuron.Experiments.BrainBert;

/// <summary>How a channel is referenced.</summary>
internal enum ChannelReference
{
    /// <summary>As recorded.</summary>
    None,

    /// <summary>Minus the mean of its two neighbours on the shaft, all three filtered along time.</summary>
    Laplacian,

    /// <summary>
    /// The public code's Laplacian: it runs the notch filters of the neighbours across the two of them instead of along time, so that their line noise enters
    /// the result. Only to match released weights.
    /// </summary>
    LaplacianAsReleased,
}

/// <summary>A channel that an analysis uses, with the two beside it where it is referenced to them.</summary>
internal sealed record Channel(Electrode Electrode, Electrode? Before, Electrode? After)
{
    /// <summary>The channel's electrode, then those that it is referenced to.</summary>
    public IEnumerable<Electrode> Electrodes => Before is null ? [Electrode] : [Electrode, Before, After!];
}

/// <summary>Reads whole channels of a session, line noise filtered and referenced (specification 2.4).</summary>
internal sealed class ChannelReader : IDisposable
{
    /// <summary>Samples a second that the paper assumes.</summary>
    public const double RateHz = MovieClock.NominalRateHz;

    private static readonly double[] s_lineHz = [60, 120, 180, 240, 300, 360];

    private readonly TreebankSession _session;
    private readonly TreebankRecording _recording;
    private readonly ChannelReference _reference;
    private readonly Action<string> _note;
    private readonly HashSet<Channel> _noted = [];

    /// <summary>Opens a session.</summary>
    /// <param name="release">The recordings.</param>
    /// <param name="session">The session.</param>
    /// <param name="reference">How its channels are referenced.</param>
    /// <param name="labels">How their labels are cleaned.</param>
    /// <param name="note">Told, once, of each channel that is left out because it or a neighbour is damaged.</param>
    public ChannelReader(TreebankRelease release, TreebankSession session, ChannelReference reference, LabelRule labels, Action<string> note)
    {
        ElectrodeSelection electrodes = release.Electrodes(session, labels);
        (_session, _reference, _note, _recording) = (session, reference, note, new(release.Recording(session), electrodes.Labels));
        IEnumerable<Channel> all = reference == ChannelReference.None ? electrodes.Clean.Select(e => new Channel(e, null, null))
            : electrodes.Laplacian.Select(t => new Channel(t.Electrode, t.Before, t.After));
        Channels = [.. all.Where(IsSound)];
    }

    /// <summary>Notch filters at the line frequency and its harmonics up to 360 Hz, Q = 30, run once forward.</summary>
    public static SecondOrderSections LineFilter { get; } = FilterDesign.NotchCascade(RateHz, 30, s_lineHz);

    /// <summary>The channels that can be referenced so, those left out whose datasets are missing or of another length.</summary>
    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Samples of every channel.</summary>
    public int Samples => checked((int)_recording.Samples);

    /// <summary>Those of some channels that hold a signal, as their neighbours do: all are read through.</summary>
    public IReadOnlyList<Channel> Screen(IReadOnlyList<Channel> channels)
    {
        _recording.Screen([.. channels.SelectMany(c => c.Electrodes).Distinct()]);
        return [.. channels.Where(IsSound)];
    }

    /// <summary>A whole channel; null where it or a neighbour cannot be read or holds no signal.</summary>
    public float[]? Read(Channel channel)
    {
        if (Screen([channel]).Count == 0) return null;
        float[][] x = [.. channel.Electrodes.Select(e => _recording.Read([e], 0, Samples))];
        return channel.Before is null ? Filter(x[0]) : Reference(x[0], x[1], x[2], _reference);
    }

    /// <summary>Filters a channel and its neighbours and takes their mean from it.</summary>
    public static float[] Reference(float[] channel, float[] before, float[] after, ChannelReference reference)
    {
        var y = Filter((float[])channel.Clone());
        if (reference == ChannelReference.Laplacian)
        {
            (before, after) = (Filter((float[])before.Clone()), Filter((float[])after.Clone()));
            for (int n = 0; n < y.Length; n++) y[n] -= 0.5f * (before[n] + after[n]);
            return y;
        }
        // six filters over a signal of two samples: the first two values of the cascade's impulse response
        double[] impulse = LineFilter.Filter([1, 0]);
        float first = (float)(0.5 * (impulse[0] + impulse[1])), second = (float)(0.5 * impulse[0]);
        for (int n = 0; n < y.Length; n++) y[n] -= first * before[n] + second * after[n];
        return y;
    }

    public void Dispose() => _recording.Dispose();

    private bool IsSound(Channel channel)
    {
        if (channel.Electrodes.Select(_recording.Defect).FirstOrDefault(d => d is not null) is not { } defect) return true;
        if (_noted.Add(channel)) _note($"{_session} {channel.Electrode.Name} is left out: {defect}");
        return false;
    }

    private static float[] Filter(float[] x)
    {
        LineFilter.FilterRows(x, 1);
        return x;
    }
}
