using Neuron.Experiments.Hdf5;
using Neuron.Experiments.Signal;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>What a session holds, or why it cannot be used.</summary>
internal sealed record SessionReport(TreebankSession Session, bool Usable, string Text);

/// <summary>Reads every session of a release as an analysis would and says what is there, missing or inconsistent.</summary>
internal static class TreebankCheck
{
    /// <summary>One report a session.</summary>
    public static IReadOnlyList<SessionReport> Run(TreebankRelease release) => [.. release.Sessions.Select(s => One(release, s))];

    private static SessionReport One(TreebankRelease release, TreebankSession session)
    {
        try
        {
            ElectrodeSelection electrodes = release.Electrodes(session);
            using TreebankRecording recording = new(release.Recording(session), electrodes.Labels);
            MovieClock clock = release.Clock(session);
            WordTable words = release.Words(session);
            double rate = clock.EstimateRateHz();
            List<string> notes = [];
            if (Math.Abs(rate - MovieClock.NominalRateHz) > 0.5) notes.Add($"the file runs at {rate:0.00} Hz, not {MovieClock.NominalRateHz}: windows given in seconds last {MovieClock.NominalRateHz / rate:0.00} times as long");
            if (clock.LastIndex >= recording.Samples) notes.Add($"the last trigger, at sample {clock.LastIndex}, lies behind the recording's end at {recording.Samples}");
            int outside = words.Words.Count(w => w.Sample < 0 || w.EndSample >= recording.Samples);
            if (outside > 0) notes.Add($"{outside} words lie outside the recording");
            if (electrodes.UnknownCorrupted.Count > 0) notes.Add($"corrupted_elec.json names what has no label: {string.Join(", ", electrodes.UnknownCorrupted)}");
            int unplaced = release.Places(session) is var places ? electrodes.All.Count(e => !places.ContainsKey(e.Name)) : 0;
            if (unplaced > 0) notes.Add($"{unplaced} contacts have no coordinates");
            notes.AddRange(Defects(recording, electrodes.Clean));
            string text = $"{recording.Samples / rate / 60:0.0} min, {electrodes.All.Count} electrodes, {electrodes.Clean.Count} clean, {electrodes.Laplacian.Count} Laplacian, {words.Words.Count} words ({words.Incomplete} incomplete, {words.Unaligned} unaligned)";
            return new(session, true, notes.Count == 0 ? text : $"{text}; {string.Join("; ", notes)}");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or DllNotFoundException)
        {
            return new(session, false, e.Message);
        }
    }

    // a minute from the middle of each channel
    private static IEnumerable<string> Defects(TreebankRecording recording, IReadOnlyList<Electrode> electrodes)
    {
        int count = (int)Math.Min(60 * 2048, recording.Samples);
        float[] middle = recording.Read(electrodes, (recording.Samples - count) / 2, count);
        for (int i = 0; i < electrodes.Count; i++)
            if (Artefacts.Defect(middle.AsSpan(i * count, count)) is { } defect)
                yield return $"{electrodes[i].Label} (electrode_{electrodes[i].Index}): {defect}";
    }
}
