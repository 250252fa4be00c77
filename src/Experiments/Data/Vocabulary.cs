namespace Neuron.Experiments.Data;

/// <summary>Numbers the distinct symbols (characters or words) of a text.</summary>
internal sealed class Vocabulary
{
    /// <summary>Stands for words that are not in the vocabulary.</summary>
    public const string Unknown = "<unk>";
    /// <summary>Stands for the end of a line.</summary>
    public const string EndOfLine = "<eos>";

    private readonly Dictionary<string, int> _ids;

    private Vocabulary(IReadOnlyList<string> symbols)
    {
        Symbols = symbols;
        _ids = symbols.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
    }

    /// <summary>The symbols by number.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>Number of symbols.</summary>
    public int Count => Symbols.Count;

    /// <summary>The characters of <paramref name="text"/>, in the order of their code.</summary>
    public static Vocabulary OfCharacters(string text) =>
        new([.. text.Distinct().Order().Select(c => c.ToString())]);

    /// <summary>The <paramref name="most"/> most frequent words, ties in ordinal order, behind the two special symbols.</summary>
    public static Vocabulary OfWords(IEnumerable<string> words, int most = int.MaxValue) => new(
    [
        Unknown, EndOfLine,
        .. words.Where(w => w is not (Unknown or EndOfLine)).GroupBy(w => w)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(most < 2 ? 0 : most - 2).Select(g => g.Key),
    ]);

    /// <summary>The tokens of a tokeniser.</summary>
    public static Vocabulary OfTokens(BpeTokenizer tokenizer) => new([.. Enumerable.Range(0, tokenizer.Count).Select(tokenizer.Text)]);

    /// <summary>The number of <paramref name="symbol"/>.</summary>
    /// <exception cref="InvalidDataException">It is not in the vocabulary, and the vocabulary has no <see cref="Unknown"/>.</exception>
    public int this[string symbol] => _ids.TryGetValue(symbol, out int id) || _ids.TryGetValue(Unknown, out id) ? id
        : throw new InvalidDataException($"'{symbol}' is not among the {Count} symbols of the vocabulary.");
}
