using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>All that was decoded from a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Electrodes">Decoders that need no long training, on every electrode.</param>
/// <param name="Trained">The others, on the chosen electrodes.</param>
/// <param name="Best">The chosen electrodes of each task.</param>
/// <param name="Truth">Planted responses; null where the recordings are real.</param>
/// <param name="Places">Where the electrodes lie.</param>
internal sealed record DecodedSession(
    TreebankSession Session, IReadOnlyList<ElectrodeScores> Electrodes, IReadOnlyList<ElectrodeScores> Trained, IReadOnlyDictionary<DecodingTask, string[]> Best,
    IReadOnlyDictionary<string, AreaWeights>? Truth, IReadOnlyDictionary<string, ContactPlace> Places)
{
    /// <summary>AUCs of a decoder on a task's chosen electrodes, a mean over these for each seed.</summary>
    public double[] BySeed(DecodingTask task, Decoder decoder, SplitKind split, int limit = 0) =>
        [.. Scores(task, decoder, split, limit).GroupBy(s => s.Seed).OrderBy(g => g.Key).Select(g => g.Average(s => s.Auc))];

    /// <summary>Seed by seed the mean of rows that hold a value a seed; as many seeds as the shortest row has, none of no rows.</summary>
    public static double[] MeanBySeed(IReadOnlyList<double[]> rows) =>
        rows.Count == 0 ? [] : [.. Enumerable.Range(0, rows.Min(r => r.Length)).Select(k => rows.Average(r => r[k]))];

    /// <summary>Scores of a decoder on a task's chosen electrodes.</summary>
    public IEnumerable<Score> Scores(DecodingTask task, Decoder decoder, SplitKind split, int limit = 0) =>
        Best.TryGetValue(task, out string[]? best) ? Scores(best, task, decoder, split, limit) : [];

    /// <summary>The score of a decoder's first seed on the first of a task's chosen electrodes, with that electrode's name; null where there is none.</summary>
    public (string Electrode, Score Score)? First(DecodingTask task, Decoder decoder, SplitKind split) => Best.TryGetValue(task, out string[]? best) && best is [var first, ..]
        && Scores([first], task, decoder, split, 0).MinBy(s => s.Seed) is { } score ? (first, score) : null;

    private IEnumerable<Score> Scores(string[] electrodes, DecodingTask task, Decoder decoder, SplitKind split, int limit) =>
        Electrodes.Concat(Trained).Where(e => electrodes.Contains(e.Electrode)).SelectMany(e => e.Scores).Where(s => s.Task == task && s.Decoder == decoder && s.Split == split && s.Limit == limit);
}
