using System.Text.Json;
using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>Sizes of the synthetic release on which this paper's experiments run where no recordings are given.</summary>
/// <param name="Subjects">Subjects with a session for pretraining; one more is only decoded.</param>
/// <param name="PretrainMinutes">Film of each pretraining session.</param>
/// <param name="DecodeMinutes">Film of each decoding session.</param>
/// <param name="Snr">Strength of the planted responses.</param>
/// <param name="Seed">Determines every byte.</param>
/// <remarks>
/// Subjects 1 … n have trial 000 for pretraining; subject 1 has trial 001 for decoding; subject n + 1, whose montage pretraining never sees, has trial 000 for
/// decoding. Responses are planted by position (<see cref="PlantedScheme.Areas"/>).
/// </remarks>
internal sealed record SpeechRelease(int Subjects, double PretrainMinutes, double DecodeMinutes, double Snr, ulong Seed)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The sessions with their minutes, those for pretraining marked.</summary>
    public IReadOnlyList<(TreebankSession Session, double Minutes, bool ForPretraining)> Sessions =>
    [
        (new(1, 0), PretrainMinutes, true), (new(1, 1), DecodeMinutes, false),
        .. Enumerable.Range(2, Subjects - 1).Select(s => (new TreebankSession(s, 0), PretrainMinutes, true)),
        (new(Subjects + 1, 0), DecodeMinutes, false),
    ];

    /// <summary>Writes all files; ground_truth.json last, so that a release that has it is whole.</summary>
    public void Write(string root, Action<double, string> report)
    {
        Directory.CreateDirectory(root);
        AtomicFile.WriteText(Path.Combine(root, PretrainingSplit.FileName), JsonSerializer.Serialize(Sessions.Where(s => s.ForPretraining)
            .ToDictionary(s => s.Session.SubjectName, s => new[] { $"trial{s.Session.Trial:000}" }), s_indented));
        double total = Sessions.Sum(s => s.Minutes), done = 0;
        Queue<double> lengths = new(Sessions.Select(s => s.Minutes));
        report(0, "writing synthetic recordings");
        new SyntheticRelease(root, Subjects + 1, DecodeMinutes, Seed, PlantedScheme.Areas, Snr, [.. Sessions.Select(s => (s.Session, s.Minutes))])
            .Write(text => report((done += lengths.Dequeue()) / total, $"synthetic recording {text}"));
    }
}
