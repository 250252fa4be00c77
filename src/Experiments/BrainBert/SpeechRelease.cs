using System.Globalization;
using System.Text;
using System.Text.Json;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Hdf5;

namespace Neuron.Experiments.BrainBert;

/// <summary>A session of the synthetic release.</summary>
internal sealed record SpeechSession(TreebankSession Session, double Minutes, bool ForPretraining);

/// <summary>
/// Recordings with planted responses to speech in the layout of the Brain Treebank: what this paper's experiments run on where no real recordings are given.
/// </summary>
/// <remarks>
/// Subjects 1 … n have trial 000 for pretraining; subject 1 has trial 001 for decoding; subject n + 1, whose montage pretraining never sees, has trial 000 for
/// decoding. Beside the layout: pretrain_split_trials.json and ground_truth.json, the weights with which each contact hears each area.
/// </remarks>
internal sealed class SpeechRelease(string root, SpeechReleaseConfig config)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The sessions, in order.</summary>
    public IReadOnlyList<SpeechSession> Sessions { get; } =
    [
        .. Enumerable.Range(1, config.Subjects).Select(s => new SpeechSession(new(s, 0), config.PretrainingMinutes, true)),
        new(new(1, 1), config.DecodingMinutes, false),
        new(new(config.Subjects + 1, 0), config.DecodingMinutes, false),
    ];

    /// <summary>The contacts of a subject.</summary>
    public SpeechContact[] Montage(int subject) => SpeechMontage.Draw(new Rng(config.Seed).Split((ulong)subject));

    /// <summary>Writes every file; those of a session last, so that a session that is there is whole.</summary>
    public void Write(Action<double, string> progress)
    {
        double total = Sessions.Sum(s => s.Minutes), done = 0;
        foreach (int subject in Sessions.Select(s => s.Session.Subject).Distinct()) WriteSubject(subject);
        Text(JsonSerializer.Serialize(new { }), "corrupted_elec.json");
        Text(JsonSerializer.Serialize(Sessions.Where(s => s.ForPretraining).GroupBy(s => s.Session.SubjectName)
            .ToDictionary(g => g.Key, g => g.Select(s => $"trial{s.Session.Trial:000}").ToArray()), s_indented), PretrainingSplit.FileName);
        foreach (SpeechSession session in Sessions)
        {
            progress(done / total, $"synthetic recording {session.Session}");
            WriteSession(session);
            done += session.Minutes;
        }
        Text(JsonSerializer.Serialize(Sessions.Select(s => s.Session.Subject).Distinct().ToDictionary(s => $"sub_{s}",
            s => Montage(s).ToDictionary(c => c.Label, c => c.Weights)), s_indented), GroundTruth.FileName);
    }

    private void WriteSubject(int subject)
    {
        SpeechContact[] contacts = Montage(subject);
        StringBuilder csv = new("Electrode,L,I,P,DesikanKilliany\n");
        foreach (SpeechContact c in contacts) csv.Append(CultureInfo.InvariantCulture, $"{c.Label},{c.Left},{c.Inferior},{c.Posterior},{c.Weights.Region}\n");
        Text(JsonSerializer.Serialize(contacts.Select(c => c.Label)), "electrode_labels", $"sub_{subject}", "electrode_labels.json");
        Text(csv.ToString(), "localization", $"sub_{subject}", "depth-wm.csv");
    }

    private void WriteSession(SpeechSession session)
    {
        Rng rng = new Rng(config.Seed).Split(1000 + 100 * (ulong)session.Session.Subject + (ulong)session.Session.Trial);
        double seconds = 60 * session.Minutes;
        SpeechTranscript transcript = SpeechTranscript.Draw(seconds, rng.Split(0));
        Rng clock = rng.Split(1);
        int offset = (int)((3 + 5 * clock.NextDouble()) * SpeechLatents.RateHz), samples = (int)(offset + (seconds + 6) * SpeechLatents.RateHz);
        StringBuilder triggers = new("movie_time,index\n");
        for (int t = 0; t <= seconds; t++) triggers.Append(CultureInfo.InvariantCulture, $"{t},{offset + t * (int)SpeechLatents.RateHz}\n");
        string film = $"synthetic-{session.Session}";
        Text(JsonSerializer.Serialize(new { title = "Synthetic film", filename = film }), "subject_metadata", $"{session.Session}_metadata.json");
        Text(triggers.ToString(), "subject_timings", $"{session.Session}_timings.csv");
        Text(transcript.ToCsv(), "transcripts", film, "features.csv");

        SpeechLatents latents = new(transcript, samples, offset, rng.Split(2));
        SpeechContact[] contacts = Montage(session.Session.Subject);
        string path = Path.Combine(root, "all_subject_data", $"{session.Session}.h5"), unfinished = path + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (Hdf5File file = Hdf5File.Create(unfinished))
        {
            file.CreateGroup("data");
            Hdf5Storage storage = Hdf5Storage.Compressed(samples, sizeof(float)) with { GzipLevel = 1 }; // noise hardly shrinks: the level costs time only
            Parallel.For(0, contacts.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, 4) }, i =>
            {
                float[] x = SpeechSignal.Draw(contacts[i].Weights, latents, config.Snr, rng.Split(10 + (ulong)i));
                file.WriteDataset<float>($"data/electrode_{i}", [samples], x, storage);
            });
        }
        File.Move(unfinished, path, overwrite: true);
    }

    private void Text(string content, params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([root, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.WriteText(path, content);
    }
}

/// <summary>Sizes of a <see cref="SpeechRelease"/>.</summary>
/// <param name="Subjects">Subjects with a session for pretraining; one more is only decoded.</param>
/// <param name="PretrainingMinutes">Film of each pretraining session.</param>
/// <param name="DecodingMinutes">Film of each decoding session.</param>
/// <param name="Snr">Strength of the rhythms that carry the planted responses.</param>
/// <param name="Seed">Everything random.</param>
internal sealed record SpeechReleaseConfig(int Subjects, double PretrainingMinutes, double DecodingMinutes, double Snr, ulong Seed);
