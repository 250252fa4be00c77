using System.Globalization;
using System.Text;
using System.Text.Json;
using Neuron.Experiments.Hdf5;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>Writes a release with the layout, names and irregularities of the real one, and what was planted in ground_truth.json.</summary>
/// <remarks>
/// Each subject has its own montage of 24 contacts, then DC4 and TRIG4. sub_1 has two trials and one dataset without a label in
/// each; some labels are corrupted. Subjects share films, as in the release.
/// </remarks>
/// <param name="root">Folder; made if absent.</param>
/// <param name="subjects">At least 1.</param>
/// <param name="minutes">Length of a film, 1 to 240.</param>
/// <param name="seed">Determines every byte.</param>
/// <param name="scheme">What responds to what.</param>
/// <param name="snr">Strength of all responses under <see cref="PlantedScheme.Areas"/>; 0 for none.</param>
/// <param name="sessions">Sessions and their minutes, 1 to 240, in order of subject; null for one trial a subject, two of sub_1. Subjects then counts no more.</param>
internal sealed class SyntheticRelease(string root, int subjects, double minutes, ulong seed, PlantedScheme scheme = PlantedScheme.Areas, double snr = AreaResponses.DefaultSnr,
    IReadOnlyList<(TreebankSession Session, double Minutes)>? sessions = null)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static readonly PlantedEffect[] s_effects =
    [
        .. Enumerable.Repeat(PlantedEffect.Erp, 4), .. Enumerable.Repeat(PlantedEffect.Sustained, 4), .. Enumerable.Repeat(PlantedEffect.Null, 8),
        .. new[] { PlantedEffect.Surprisal, PlantedEffect.Volume, PlantedEffect.Verb, PlantedEffect.HighGamma }.SelectMany(e => new[] { e, e }),
    ];

    /// <summary>Writes all files and reports each session.</summary>
    public void Write(Action<string> progress)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subjects, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minutes, 240);
        ArgumentOutOfRangeException.ThrowIfNegative(snr);
        Rng rng = new(seed);
        Dictionary<string, object> truth = new() { ["scheme"] = scheme.ToString(), ["seed"] = seed };
        if (scheme == PlantedScheme.Areas) truth["snr"] = snr;
        Dictionary<string, string[]> corrupted = [];
        IReadOnlyList<(TreebankSession Session, double Minutes)> all = sessions ?? [.. Enumerable.Range(1, subjects)
            .SelectMany(s => Enumerable.Range(0, s == 1 ? 2 : 1).Select(trial => (new TreebankSession(s, trial), minutes)))];
        foreach (int subject in all.Select(s => s.Session.Subject).Distinct())
        {
            string name = $"sub_{subject}";
            Rng own = rng.Split((ulong)subject);
            SyntheticContact[] contacts = SyntheticMontage.Draw(scheme, own);
            PlantedEffect[] effects = scheme == PlantedScheme.Contrasts ? [.. own.Permutation(s_effects.Length).Select(i => s_effects[i])] : [];
            corrupted[name] = SyntheticMontage.Corrupted(scheme);
            Text(JsonSerializer.Serialize(contacts.Select(c => c.Label).Concat(SyntheticMontage.Auxiliary)), "electrode_labels", name, "electrode_labels.json");
            Text(Places(contacts), "localization", name, "depth-wm.csv");
            Dictionary<string, object> planted = [];
            foreach ((TreebankSession session, double length) in all.Where(s => s.Session.Subject == subject))
            {
                planted[session.ToString()] = Session(session, length, contacts, effects, own.Split((ulong)session.Trial + 100));
                progress($"{session}: {length} minutes, {contacts.Length} electrodes");
            }
            truth[name] = scheme == PlantedScheme.Areas ? new { electrodes = contacts.ToDictionary(c => c.Label, Responds), sessions = planted }
                : new { effects = contacts.Zip(effects).ToDictionary(p => p.First.Label, p => p.Second.ToString()), sessions = planted };
        }
        Text(JsonSerializer.Serialize(corrupted), "corrupted_elec.json");
        Text(JsonSerializer.Serialize(truth, s_indented), "ground_truth.json");
    }

    private static object Responds(SyntheticContact c) =>
        new { area = c.Area, aud = Math.Round(c.Weights[0], 6), lang = Math.Round(c.Weights[1], 6), mot = Math.Round(c.Weights[2], 6) };

    private object Session(TreebankSession session, double length, SyntheticContact[] contacts, PlantedEffect[] effects, Rng rng)
    {
        char letter = session.Subject == 1 && session.Trial == 0 ? 'a' : 'b';
        // a session of another length has a film of its own
        string movie = length == minutes ? $"synth-movie-{letter}" : FormattableString.Invariant($"synth-movie-{letter}-{length:0.###}min");
        SyntheticTranscript transcript = SyntheticTranscript.Draw(scheme, 60 * length, new Rng(seed).Split(1000 + (ulong)letter + (length == minutes ? 0 : 1000 * (ulong)Math.Round(60 * length))));
        SyntheticClock clock = new(scheme, transcript.Words, 60 * length, rng.Split(1));
        Text(transcript.ToCsv(), "transcripts", movie, "features.csv");
        Text(transcript.ToConllu(), "trees", $"{movie}.conllu");
        Text(JsonSerializer.Serialize(new { title = $"Synthetic film {letter}", filename = movie }), "subject_metadata", $"{session}_metadata.json");
        Text(clock.ToCsv(), "subject_timings", $"{session}_timings.csv");
        double[] onsets = [.. transcript.Words.Select(w => clock.TrueSample(w.Start))];
        int samples = checked((int)clock.Samples);
        Func<int, double[]> electrode;
        if (scheme == PlantedScheme.Areas)
        {
            AreaResponses responses = new(transcript.Words, clock, rng.Split(2));
            string[] corrupted = SyntheticMontage.Corrupted(scheme);
            electrode = i => responses.Electrode(contacts[i], snr, corrupted.Contains(contacts[i].Label), rng.Split((ulong)i + 10));
        }
        else
        {
            double[] shared = SyntheticSignals.PinkNoise(samples, rng.Split(2));
            electrode = i => SyntheticSignals.Electrode(effects[i], transcript.Words, onsets, shared, rng.Split((ulong)i + 10));
        }
        int silent = SyntheticMontage.Auxiliary.Count + (session.Subject == 1 ? 1 : 0);
        WriteRecording(Path.Combine(root, $"{session}.h5"), samples, contacts.Length, electrode, silent);
        return new { movie, pauses = clock.PauseTimes, word_samples = onsets.Select(o => (long)Math.Round(o)) };
    }

    // the next electrode is made while the last one is compressed and written
    private static void WriteRecording(string path, int samples, int electrodes, Func<int, double[]> electrode, int silent)
    {
        using Hdf5File file = Hdf5File.Create(path);
        file.CreateGroup("data");
        Hdf5Storage storage = Hdf5Storage.Compressed(samples, sizeof(double));
        Task writing = Task.CompletedTask;
        for (int i = 0; i < electrodes + silent; i++)
        {
            (string name, double[] values) = ($"data/electrode_{i}", i < electrodes ? electrode(i) : new double[samples]);
            writing.GetAwaiter().GetResult();
            writing = Task.Run(() => file.WriteDataset<double>(name, [samples], values, storage));
        }
        writing.GetAwaiter().GetResult();
    }

    private static string Places(SyntheticContact[] contacts)
    {
        StringBuilder csv = new("Electrode,L,I,P,Destrieux,DesikanKilliany\n");
        foreach (SyntheticContact c in contacts) csv.Append(CultureInfo.InvariantCulture, $"{c.Label},{c.Left},{c.Inferior},{c.Posterior},Unknown,{c.Region}\n");
        return csv.ToString();
    }

    private void Text(string content, params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([root, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
