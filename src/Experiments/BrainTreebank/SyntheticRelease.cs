using System.Globalization;
using System.Text;
using System.Text.Json;
using Neuron.Experiments.Hdf5;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>
/// Writes a release with the layout, names and irregularities of the real one, and what was planted in ground_truth.json.
/// </summary>
/// <remarks>
/// Each subject has three shafts of eight contacts, DC4 and TRIG4; effects are dealt out to the contacts anew for each
/// subject: 4 erp, 4 sustained, 2 each of onset, surprisal, rms, pitch, verb and high gamma, 4 silent. sub_1 has two trials and
/// one dataset without a label in each; two labels are corrupted, one of them marked # in the label only.
/// </remarks>
internal sealed class SyntheticRelease(string root, int subjects, double minutes, ulong seed)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static readonly PlantedEffect[] s_effects =
    [
        .. Enumerable.Repeat(PlantedEffect.Erp, 4), .. Enumerable.Repeat(PlantedEffect.Sustained, 4), .. Enumerable.Repeat(PlantedEffect.Null, 4),
        .. new[] { PlantedEffect.Onset, PlantedEffect.Surprisal, PlantedEffect.Rms, PlantedEffect.Pitch, PlantedEffect.Verb, PlantedEffect.HighGamma }.SelectMany(e => new[] { e, e }),
    ];

    private static readonly string[] s_regions = ["superiortemporal", "middletemporal", "parsopercularis", "precentral", "insula", "fusiform"];

    /// <summary>The labels of every subject in the order of the datasets: shafts T1a, T2b* and LF3aOFa, then DC4 and TRIG4.</summary>
    public static IReadOnlyList<string> Labels { get; } =
    [
        .. Enumerable.Range(1, 8).Select(i => $"T1a{i}"), .. Enumerable.Range(1, 8).Select(i => $"T2b*{i}"),
        .. Enumerable.Range(1, 8).Select(i => i == 8 ? "LF3aOFa8#" : $"LF3aOFa{i}"), "DC4", "TRIG4",
    ];

    /// <summary>Writes all files and reports each session.</summary>
    public void Write(Action<string> progress)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subjects, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minutes, 240);
        Rng rng = new(seed);
        Dictionary<string, object> truth = [];
        Dictionary<string, string[]> corrupted = [];
        for (int subject = 1; subject <= subjects; subject++)
        {
            string name = $"sub_{subject}";
            Rng own = rng.Split((ulong)subject);
            PlantedEffect[] effects = [.. own.Permutation(s_effects.Length).Select(i => s_effects[i])];
            corrupted[name] = ["LF3aOFa8", "T1a1"];
            Text(JsonSerializer.Serialize(Labels), "electrode_labels", name, "electrode_labels.json");
            Text(Places(own), "localization", name, "depth-wm.csv");
            Dictionary<string, object> sessions = [];
            for (int trial = 0; trial < (subject == 1 ? 2 : 1); trial++)
            {
                TreebankSession session = new(subject, trial);
                sessions[session.ToString()] = Session(session, effects, own.Split((ulong)trial + 100));
                progress($"{session}: {minutes} minutes, {Labels.Count} channels");
            }
            truth[name] = new { effects = Labels.Take(effects.Length).Zip(effects).ToDictionary(p => p.First, p => p.Second.ToString()), sessions };
        }
        Text(JsonSerializer.Serialize(corrupted), "corrupted_elec.json");
        Text(JsonSerializer.Serialize(truth, s_indented), "ground_truth.json");
    }

    private object Session(TreebankSession session, PlantedEffect[] effects, Rng rng)
    {
        // sessions of different subjects share films, as in the release
        char letter = session.Subject == 1 && session.Trial == 0 ? 'a' : 'b';
        string movie = $"synth-movie-{letter}";
        SyntheticTranscript transcript = SyntheticTranscript.Draw(60 * minutes, new Rng(seed).Split(1000 + (ulong)letter));
        SyntheticClock clock = new(transcript, 60 * minutes, rng.Split(1));
        Text(transcript.ToCsv(), "transcripts", movie, "features.csv");
        Text(transcript.ToConllu(), "trees", $"{movie}.conllu");
        Text(JsonSerializer.Serialize(new { title = $"Synthetic film {letter}", filename = movie }), "subject_metadata", $"{session}_metadata.json");
        Text(clock.ToCsv(), "subject_timings", $"{session}_timings.csv");
        double[] onsets = [.. transcript.Words.Select(w => clock.TrueSample(w.Start))];
        int samples = checked((int)clock.Samples);
        double[] shared = SyntheticSignals.PinkNoise(samples, rng.Split(2));
        using (Hdf5File file = Hdf5File.Create(Path.Combine(root, $"{session}.h5")))
        {
            file.CreateGroup("data");
            Hdf5Storage storage = Hdf5Storage.Compressed(samples, sizeof(double));
            // channels in twos: each takes some arrays of the session's length
            Parallel.For(0, Labels.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, 4) }, i =>
            {
                double[] values = i < effects.Length ? SyntheticSignals.Electrode(effects[i], transcript.Words, onsets, shared, rng.Split((ulong)i + 10)) : new double[samples];
                file.WriteDataset<double>($"data/electrode_{i}", [samples], values, storage);
            });
            if (session.Subject == 1) file.WriteDataset<double>($"data/electrode_{Labels.Count}", [samples], new double[samples], storage);
        }
        return new { movie, pauses = clock.PauseTimes, word_samples = onsets.Select(o => Math.Round(o, 2)) };
    }

    private static string Places(Rng rng)
    {
        StringBuilder csv = new("Electrode,L,I,P,Destrieux,DesikanKilliany\n");
        for (int shaft = 0; shaft < 3; shaft++)
        {
            (double l, double i, double p) = (60 + 60 * rng.NextDouble(), 60 + 60 * rng.NextDouble(), 70 + 80 * rng.NextDouble());
            (double dl, double di, double dp) = (SyntheticTranscript.Normal(rng), SyntheticTranscript.Normal(rng), SyntheticTranscript.Normal(rng));
            double norm = Math.Sqrt(dl * dl + di * di + dp * dp) / 5; // contacts 5 apart
            for (int c = 0; c < 8; c++)
            {
                string region = s_regions[rng.Next(s_regions.Length)], side = shaft == 2 ? "lh" : "rh";
                csv.Append(CultureInfo.InvariantCulture, $"{Labels[8 * shaft + c]},{Math.Round(l + c * dl / norm)},{Math.Round(i + c * di / norm)},{Math.Round(p + c * dp / norm)},Unknown,ctx-{side}-{region}\n");
            }
        }
        return csv.ToString();
    }

    private void Text(string content, params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([root, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
