namespace Neuron.Experiments.BrainTreebank;

/// <summary>What a session holds, or why it cannot be used.</summary>
internal sealed record SessionReport(TreebankSession Session, bool Usable, string Text);

/// <summary>Reads sessions of a release as an analysis would and says what is there, missing or inconsistent.</summary>
internal static class TreebankCheck
{
    /// <summary>One report a session.</summary>
    public static IReadOnlyList<SessionReport> Run(TreebankRelease release) => [.. release.Sessions.Select(s => One(release, s))];

    /// <summary>The report of a session.</summary>
    /// <param name="release">The recordings.</param>
    /// <param name="session">The session.</param>
    /// <param name="rule">How labels are cleaned.</param>
    /// <param name="voltagesAlone">Whether what is wrong with triggers, words and places is only told: the session can be used for its voltages.</param>
    public static SessionReport One(TreebankRelease release, TreebankSession session, LabelRule rule = LabelRule.Neuroprobe, bool voltagesAlone = false)
    {
        try
        {
            List<string> notes = [];
            ElectrodeSelection electrodes = release.Electrodes(session, rule);
            using TreebankRecording recording = new(release.Recording(session), electrodes.Labels);
            MovieClock? clock = Table(() => release.Clock(session));
            WordTable? words = clock is null ? null : Table(() => release.Words(session));
            IReadOnlyDictionary<string, ContactPlace>? places = Table(() => release.Places(session, rule));
            double rate = clock?.EstimateRateHz() ?? MovieClock.NominalRateHz;
            if (Math.Abs(rate - MovieClock.NominalRateHz) > 0.5) notes.Add($"the file runs at {rate:0.00} Hz, not {MovieClock.NominalRateHz}: windows given in seconds last {MovieClock.NominalRateHz / rate:0.00} times as long");
            if (clock?.LastIndex >= recording.Samples) notes.Add($"the last trigger, at sample {clock.LastIndex}, lies behind the recording's end at {recording.Samples}");
            notes.AddRange(clock?.Irregularities ?? []);
            if (words?.Defect is { } defect) notes.Add(defect);
            Word[] outside = [.. (words?.Words ?? []).Where(w => w.Sample < 0 || w.EndSample >= recording.Samples)];
            if (outside.Length > 0) notes.Add($"{outside.Length} words lie outside the recording, the first in row {outside[0].Row + 1} ('{outside[0].Text}', sample {outside[0].Sample} of {recording.Samples})");
            if (electrodes.UnknownCorrupted.Count > 0) notes.Add($"corrupted_elec.json names what has no label: {string.Join(", ", electrodes.UnknownCorrupted)}");
            int unplaced = places is null ? 0 : electrodes.All.Count(e => !places.ContainsKey(e.Name));
            if (unplaced > 0) notes.Add($"{unplaced} contacts have no coordinates");
            IReadOnlyList<Electrode> sound = recording.Screen(electrodes.Clean);
            notes.AddRange(recording.LeftOut.Select(l => $"left out: {l}"));
            if (electrodes.Clean.Count > 0 && sound.Count == 0) throw new InvalidDataException($"{release.Recording(session)}: no sound electrode; {string.Join("; ", notes)}");
            string text = $"{recording.Samples / rate / 60:0.0} min, {electrodes.All.Count} electrodes, {electrodes.Clean.Count} clean ({sound.Count} sound), {electrodes.Laplacian.Count} Laplacian{(words is null ? "" : $", {words.Words.Count} words ({words.Incomplete} incomplete, {words.Unaligned} unaligned)")}";
            return new(session, true, notes.Count == 0 ? text : $"{text}; {string.Join("; ", notes)}");

            T? Table<T>(Func<T> read) where T : class
            {
                try
                {
                    return read();
                }
                catch (Exception e) when (voltagesAlone && IsDefect(e))
                {
                    notes.Add($"not needed here, and wrong: {e.Message}");
                    return null;
                }
            }
        }
        catch (Exception e) when (IsDefect(e))
        {
            return new(session, false, e.Message);
        }
    }

    private static bool IsDefect(Exception e) => e is IOException or InvalidDataException or DllNotFoundException or UnauthorizedAccessException or Hdf5.Hdf5Exception;
}
