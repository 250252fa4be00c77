using System.Globalization;
using System.Text;
using Neuron.Experiments.Data;

namespace Neuron.Experiments.Recordings;

/// <summary>A syntactic word: its place in the sentence from 1, form, lemma, tags, head (0 = root) and relation.</summary>
internal sealed record ConlluWord(int Id, string Form, string Lemma, string Upos, string Xpos, string Feats, int Head, string Deprel);

/// <summary>A parsed sentence; multiword tokens and empty nodes are counted, not listed.</summary>
internal sealed record ConlluSentence(IReadOnlyList<string> Comments, IReadOnlyList<ConlluWord> Words, int MultiwordTokens, int EmptyNodes);

/// <summary>CoNLL-U, the format of Universal Dependencies: ten tab-separated fields a word, a blank line after each sentence.</summary>
internal static class ConlluReader
{
    /// <summary>Reads a file, packed by gzip or not.</summary>
    /// <exception cref="InvalidDataException">A line is malformed, or a sentence is no tree; the message names the line.</exception>
    public static IReadOnlyList<ConlluSentence> Read(string path)
    {
        using Stream stream = DataFile.Open(path);
        return Parse(Encoding.UTF8.GetString(DataFile.ReadAll(stream, path)), path);
    }

    /// <summary>Reads text; <paramref name="name"/> is used in errors.</summary>
    public static IReadOnlyList<ConlluSentence> Parse(string text, string name)
    {
        List<ConlluSentence> sentences = [];
        List<string> comments = [];
        List<ConlluWord> words = [];
        (int multiword, int empty, int number) = (0, 0, 0);
        foreach (string raw in text.TrimStart('\ufeff').Split('\n'))
        {
            number++;
            string line = raw.TrimEnd('\r');
            string where = $"{name}, line {number}";
            if (line.Length == 0) Close(where);
            else if (line[0] == '#') comments.Add(line[1..].Trim());
            else
            {
                string[] f = line.Split('\t');
                if (f.Length != 10) throw new InvalidDataException($"{where}: {f.Length} fields; expected 10, separated by tabs.");
                if (f[0].Contains('-', StringComparison.Ordinal)) multiword++;
                else if (f[0].Contains('.', StringComparison.Ordinal)) empty++;
                else if (!int.TryParse(f[0], NumberStyles.None, null, out int id) || id != words.Count + 1)
                    throw new InvalidDataException($"{where}: word '{f[0]}' where {words.Count + 1} is due.");
                else if (!int.TryParse(f[6], NumberStyles.None, null, out int head))
                    throw new InvalidDataException($"{where}: the head '{f[6]}' is not a number.");
                else words.Add(new(id, f[1], f[2], f[3], f[4], f[5], head, f[7]));
            }
        }
        Close($"{name}, line {number}");
        return sentences;

        void Close(string where)
        {
            if (words.Count == 0 && (multiword > 0 || empty > 0)) throw new InvalidDataException($"{where}: a sentence without words.");
            if (words.Count > 0)
            {
                CheckTree(words, where);
                sentences.Add(new([.. comments], [.. words], multiword, empty));
                comments.Clear();
            }
            words.Clear();
            (multiword, empty) = (0, 0);
        }
    }

    private static void CheckTree(List<ConlluWord> words, string where)
    {
        int roots = words.Count(w => w.Head == 0);
        if (roots != 1) throw new InvalidDataException($"{where}: the sentence before has {roots} roots; expected one.");
        foreach (ConlluWord word in words)
            if (word.Head > words.Count) throw new InvalidDataException($"{where}: word {word.Id} hangs on {word.Head} in a sentence of {words.Count} words.");
        var reaches = new bool[words.Count + 1];
        reaches[0] = true;
        for (int start = 1; start <= words.Count; start++)
        {
            int at = start, steps = 0;
            for (; !reaches[at]; at = words[at - 1].Head)
                if (steps++ > words.Count) throw new InvalidDataException($"{where}: the heads of word {start} run in a circle.");
            for (at = start; !reaches[at]; at = words[at - 1].Head) reaches[at] = true;
        }
    }
}
