using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Neuron.Models;

/// <summary>A byte-pair vocabulary with its merges: turns one piece of a text into tokens.</summary>
internal sealed class BpeModel
{
    private const int MostCached = 1 << 16;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, string> _texts;
    private readonly PairMerges _merges = new();
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);
    private readonly int[]? _byteTokens;
    private int _cached;

    /// <param name="vocabulary">Tokens and their numbers.</param>
    /// <param name="merges">The rules, the first the strongest.</param>
    /// <param name="options">What is done with characters outside the vocabulary, and what marks parts of words.</param>
    /// <param name="source">Where it is from; errors begin with it.</param>
    /// <exception cref="InvalidDataException">A merge names something that is no token.</exception>
    public BpeModel(Dictionary<string, int> vocabulary, IReadOnlyList<(string Left, string Right)> merges, BpeOptions options, string source)
    {
        (_ids, Merges, Options) = (vocabulary, merges, options);
        Count = vocabulary.Values.Max() + 1;
        _texts = new(vocabulary.Count);
        foreach (var (text, id) in vocabulary)
            if (!_texts.TryAdd(id, text)) throw new InvalidDataException($"{source}: '{_texts[id]}' and '{text}' are both token {id}.");
        string prefix = options.ContinuingPrefix ?? "";
        foreach (var (left, right) in merges)
        {
            string rest = prefix.Length > 0 && right.StartsWith(prefix, StringComparison.Ordinal) ? right[prefix.Length..] : right;
            _merges.Add(Id(left), Id(right), Id(left + rest));

            int Id(string token) => vocabulary.TryGetValue(token, out int id) ? id
                : throw new InvalidDataException($"{source}: merge {_merges.Count} of '{left}' and '{right}': '{token}' is not in the vocabulary.");
        }
        if (options.UnknownToken is { } unknown && !vocabulary.ContainsKey(unknown))
            throw new InvalidDataException($"{source}: the unknown token '{unknown}' is not in the vocabulary.");
        if (options.ByteFallback)
        {
            int[] bytes = [.. Enumerable.Range(0, 256).Select(b => vocabulary.GetValueOrDefault(ByteToken(b), -1))];
            if (!bytes.Contains(-1)) _byteTokens = bytes;
        }
    }

    /// <summary>How characters are treated.</summary>
    public BpeOptions Options { get; }

    /// <summary>The largest token number and 1.</summary>
    public int Count { get; }

    /// <summary>The rules, the first the strongest.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>Tokens and their numbers.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary => _ids;

    /// <summary>The text of a token; null if the number is none.</summary>
    public string? Text(int id) => _texts.GetValueOrDefault(id);

    /// <summary>The name of the token that stands for one byte: <c>&lt;0x0A&gt;</c>.</summary>
    public static string ByteToken(int value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");

    /// <summary>The tokens of a piece.</summary>
    /// <exception cref="InvalidDataException">A character has no token, and the vocabulary none for unknown ones.</exception>
    public int[] Encode(string piece)
    {
        if (piece.Length == 0) return [];
        if (_cache.TryGetValue(piece, out int[]? known)) return known;
        int[] tokens = Options.IgnoresMerges && _ids.TryGetValue(piece, out int whole) ? [whole] : _merges.Apply([.. Symbols(piece)]);
        if (_cached < MostCached && _cache.TryAdd(piece, tokens)) Interlocked.Increment(ref _cached);
        return tokens;
    }

    private List<int> Symbols(string piece)
    {
        var symbols = new List<int>(piece.Length);
        bool afterUnknown = false;
        for (int at = 0; at < piece.Length;)
        {
            _ = Rune.DecodeFromUtf16(piece.AsSpan(at), out var rune, out int length);
            string symbol = rune.ToString();
            if (at > 0) symbol = Options.ContinuingPrefix + symbol;
            at += length;
            if (at == piece.Length) symbol += Options.EndOfWord;
            if (_ids.TryGetValue(symbol, out int id))
            {
                symbols.Add(id);
                afterUnknown = false;
            }
            else if (_byteTokens is not null)
            {
                foreach (byte b in Encoding.UTF8.GetBytes(symbol)) symbols.Add(_byteTokens[b]);
                afterUnknown = false;
            }
            else
            {
                if (Options.UnknownToken is not { } unknown)
                    throw new InvalidDataException($"The tokeniser has no token for '{symbol}' (U+{rune.Value:X4}) and none for unknown characters.");
                if (!(afterUnknown && Options.FusesUnknown)) symbols.Add(_ids[unknown]);
                afterUnknown = true;
            }
        }
        return symbols;
    }
}

/// <summary>How a byte-pair vocabulary treats characters; the names in comments are those of <c>tokenizer.json</c>.</summary>
internal sealed record BpeOptions
{
    /// <summary>Token of characters that the vocabulary lacks (<c>unk_token</c>).</summary>
    public string? UnknownToken { get; init; }

    /// <summary>Whether neighbouring unknown characters are one token (<c>fuse_unk</c>).</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>Whether unknown characters become tokens of their bytes, if the vocabulary has all of those (<c>byte_fallback</c>).</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a piece that is a token itself is not merged up to it (<c>ignore_merges</c>).</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>In front of every character of a piece but the first (<c>continuing_subword_prefix</c>).</summary>
    public string? ContinuingPrefix { get; init; }

    /// <summary>Behind the last character of a piece (<c>end_of_word_suffix</c>).</summary>
    public string? EndOfWord { get; init; }
}
