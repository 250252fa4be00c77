using System.Globalization;
using Neuron.Experiments.Data;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>A word of the transcript with its place in the recording.</summary>
/// <param name="Row">Row in features.csv, from 0.</param>
/// <param name="Text">The word.</param>
/// <param name="Start">Onset, movie seconds.</param>
/// <param name="End">Offset, movie seconds.</param>
/// <param name="Sample">Sample of the onset.</param>
/// <param name="EndSample">Sample of the offset.</param>
/// <param name="IsOnset">First word of its sentence.</param>
/// <param name="IsOffset">Last word of its sentence.</param>
/// <param name="Gap">Seconds since the end of the word before; NaN for the first.</param>
internal sealed record Word(int Row, string Text, double Start, double End, long Sample, long EndSample, bool IsOnset, bool IsOffset, double Gap);

/// <summary>The words of a session, cleaned and aligned by the rules of the paper's code (Brain Treebank specification, 6.2).</summary>
internal sealed class WordTable
{
    /// <summary>What replaces an infinite surprisal: −ln 1e−9.</summary>
    public const double LargestFinite = 20.72326583694641;

    private readonly DelimitedTable _table;

    private WordTable(DelimitedTable table, Word[] words, int incomplete, IReadOnlyList<string> damaged, int unaligned) =>
        (_table, Words, Incomplete, Damaged, Unaligned) = (table, words, incomplete, damaged, unaligned);

    /// <summary>The words kept, in order.</summary>
    public IReadOnlyList<Word> Words { get; }

    /// <summary>Rows left out because a cell was missing.</summary>
    public int Incomplete { get; }

    /// <summary>Rows left out because their times are no finite numbers, or end before they start: for each the row and why.</summary>
    public IReadOnlyList<string> Damaged { get; }

    /// <summary>What to say of them; null where there are none.</summary>
    public string? Defect => Damaged.Count == 0 ? null : $"{_table.Name}: {Damaged.Count} rows left out, the first: {Damaged[0]}";

    /// <summary>Rows left out because they begin after the last trigger, or hold no text.</summary>
    public int Unaligned { get; }

    /// <summary>Reads transcripts/…/features.csv.</summary>
    /// <exception cref="InvalidDataException">A column is missing, or there are no rows but damaged ones.</exception>
    public static WordTable Read(string path, MovieClock clock, AlignmentRule rule = AlignmentRule.Nearest, double rateHz = MovieClock.NominalRateHz) =>
        From(DelimitedTable.Read(path), clock, rule, rateHz);

    /// <summary>The same from a table that was read.</summary>
    public static WordTable From(DelimitedTable table, MovieClock clock, AlignmentRule rule = AlignmentRule.Nearest, double rateHz = MovieClock.NominalRateHz)
    {
        (int text, int onset) = (table.IndexOf("text"), table.IndexOf("is_onset"));
        (int from, int to) = (table.IndexOf("start"), table.IndexOf("end"));
        double[] start = new double[table.Rows.Count], end = new double[table.Rows.Count];
        // the first, unnamed column is the row's number; word_diff and onset_diff are recomputed, so their gaps do not count
        int[] counted = [.. Enumerable.Range(0, table.Columns.Count).Where(c => table.Columns[c] is not ("" or "Unnamed: 0" or "word_diff" or "onset_diff"))];
        List<int> complete = [];
        List<string> damaged = [];
        int incomplete = 0;
        for (int r = 0; r < table.Rows.Count; r++)
        {
            string[] row = table.Rows[r];
            if (!Array.TrueForAll(counted, c => c == text || !IsMissing(row[c]))) incomplete++;
            else if (!IsTime(row[from], out start[r]) || !IsTime(row[to], out end[r])) damaged.Add($"row {r + 1}: '{row[from]}' to '{row[to]}' are no two times");
            else if (end[r] < start[r]) damaged.Add($"row {r + 1}: the word ends at {end[r]} s before it starts at {start[r]} s");
            else complete.Add(r);
        }
        if (complete.Count == 0 && damaged.Count > 0) throw new InvalidDataException($"{table.Name}: no row is sound; {damaged[0]}.");
        List<Word> words = [];
        int unaligned = 0;
        for (int i = 0; i < complete.Count; i++)
        {
            int r = complete[i];
            double gap = i == 0 ? double.NaN : start[r] - end[complete[i - 1]];
            bool last = i + 1 == complete.Count || IsTrue(table.Rows[complete[i + 1]][onset]);
            if (table.Rows[r][text].Length == 0 || start[r] > clock.LastMovieTime) unaligned++;
            else words.Add(new(r, table.Rows[r][text], start[r], end[r], clock.SampleAt(start[r], rule, rateHz), clock.SampleAt(end[r], rule, rateHz), IsTrue(table.Rows[r][onset]), last, gap));
        }
        return new(table, [.. words], incomplete, damaged, unaligned);
    }

    /// <summary>A numeric feature of each kept word; ±∞ replaced by ±<see cref="LargestFinite"/>.</summary>
    /// <exception cref="InvalidDataException">There is no such column, or it holds text.</exception>
    public double[] Feature(string column)
    {
        int index = _table.IndexOf(column);
        return [.. Words.Select(w => _table.Rows[w.Row][index].Trim() switch
        {
            "inf" or "Infinity" => LargestFinite,
            "-inf" or "-Infinity" => -LargestFinite,
            string cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v
                : throw new InvalidDataException($"{_table.Name}: '{cell}' in row {w.Row + 1} of column '{column}' is not a number."),
        })];
    }

    /// <summary>A text column of each kept word (pos, deprel, sentence).</summary>
    public string[] Texts(string column)
    {
        int index = _table.IndexOf(column);
        return [.. Words.Select(w => _table.Rows[w.Row][index])];
    }

    private static bool IsMissing(string cell) => cell.Trim() is "" or "NaN" or "nan" or "n/a" or "NA";

    private static bool IsTime(string cell, out double seconds) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds) && double.IsFinite(seconds);

    private static bool IsTrue(string cell) => cell is "True" or "true" || (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && v != 0);
}
