using Neuron.Experiments.BrainTreebank;
using Neuron.Files;

namespace Neuron.Experiments.BrainBert;

/// <summary>The images of pretraining: every chosen channel cut into windows end to end, each an image, kept in files so that a resumed run need not make them again.</summary>
internal static class PretrainingImages
{
    /// <summary>Opens the images of some sessions, making those that are not there yet.</summary>
    /// <param name="release">The recordings.</param>
    /// <param name="sessions">Which of them.</param>
    /// <param name="config">Windows, images, channels.</param>
    /// <param name="folder">Where the images are kept.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="note">Told what was left out.</param>
    /// <exception cref="InvalidDataException">There is nothing to train on.</exception>
    public static ImageStore Open(TreebankRelease release, IReadOnlyList<TreebankSession> sessions, PretrainConfig config, string folder, Action<double, string> report, Action<string> note)
    {
        SpectrogramTransform transform = new(config.Spectrogram);
        ImageStore store = new(transform.Frames(config.WindowSamples), SpectrogramTransform.Bins);
        for (int s = 0; s < sessions.Count; s++)
        {
            TreebankSession session = sessions[s];
            using ChannelReader reader = new(release, session, config.Reference, config.Labels, note);
            IReadOnlyList<Channel> channels = Choose(reader.Channels, config.PretrainElectrodes, GroundTruth.Read(release, session, config.Labels));
            for (int c = 0; c < channels.Count; c++)
            {
                string name = $"{session} {channels[c].Electrode.Name}", path = Path.Combine(folder, session.ToString(), $"{channels[c].Electrode.Name}.npy");
                report((s + (double)c / channels.Count) / sessions.Count, $"images of {name}");
                if (!File.Exists(path) && !Write(reader, channels[c], transform, config.WindowSamples, path)) continue;
                store.Add(name, path);
            }
        }
        if (store.Count == 0) throw new InvalidDataException($"{release.Root}: no window of {config.WindowSeconds} s in the sessions for pretraining ({(sessions.Count == 0 ? "there are none" : string.Join(", ", sessions))}).");
        store.Load();
        return store;
    }

    /// <summary>The windows of a channel that hold a signal: constant ones and those with values that are no numbers are left out.</summary>
    public static int[] Windows(float[] channel, int length) =>
        [.. Enumerable.Range(0, channel.Length / length).Where(i => Signal.Artefacts.Defect(channel.AsSpan(i * length, length)) is null)];

    private static bool Write(ChannelReader reader, Channel channel, SpectrogramTransform transform, int length, string path)
    {
        if (reader.Read(channel) is not { } x) return false;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Npy.Write(path, transform.Of(x, [.. Windows(x, length).Select(i => i * length)], length));
        return true;
    }

    /// <summary>
    /// All channels, or some of them: where the truth is known, three quarters those that respond most, the areas in turn, and one quarter those that respond
    /// least.
    /// </summary>
    public static IReadOnlyList<Channel> Choose(IReadOnlyList<Channel> channels, int count, IReadOnlyDictionary<string, AreaWeights>? truth)
    {
        if (count == 0 || count >= channels.Count) return channels;
        if (truth is null) return [.. Enumerable.Range(0, count).Select(i => channels[i * channels.Count / count])];
        Channel[] ranked = [.. channels.GroupBy(c => truth[c.Electrode.Name].Area)
            .SelectMany(area => area.OrderByDescending(Weight).Select((channel, rank) => (channel, rank))).OrderBy(p => p.rank).ThenByDescending(p => Weight(p.channel)).Select(p => p.channel)];
        Channel[] quietest = [.. channels.OrderBy(Weight)];
        int quiet = count / 4;
        HashSet<Channel> chosen = [.. quietest[..quiet], .. ranked.Except(quietest[..quiet]).Take(count - quiet)];
        return [.. channels.Where(chosen.Contains)];

        double Weight(Channel channel) => truth[channel.Electrode.Name].Largest;
    }
}
