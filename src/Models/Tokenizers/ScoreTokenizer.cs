using System.Buffers.Binary;
using System.Text;

namespace Neuron.Models;

/// <summary>
/// Byte-pair tokeniser whose merges are ordered by a score, in llama2.c's file format: an int32, then for each token a float32 score, an int32 length
/// and its bytes.
/// </summary>
/// <remarks>Tokens 0 to 2 are unknown, begin and end; 3 to 258 are the bytes 0 to 255.</remarks>
public sealed class ScoreTokenizer : ITokenizer
{
    private const int FirstByte = 3;

    private readonly byte[][] _pieces;
    private readonly float[] _scores;
    private readonly Dictionary<string, int> _ids; // pieces as Latin-1 texts, so that bytes are keys

    private ScoreTokenizer(byte[][] pieces, float[] scores)
    {
        (_pieces, _scores) = (pieces, scores);
        _ids = new(pieces.Length, StringComparer.Ordinal);
        for (int i = 0; i < pieces.Length; i++) _ids.TryAdd(Encoding.Latin1.GetString(pieces[i]), i);
    }

    /// <summary>Number that begins a text.</summary>
    public static int Begin => 1;

    /// <summary>Number of tokens.</summary>
    public int Count => _pieces.Length;

    /// <summary>The tokeniser of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    public static ScoreTokenizer Read(string path) => Read(File.ReadAllBytes(path), path);

    /// <summary>The tokeniser of a file's content.</summary>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    public static ScoreTokenizer Read(ReadOnlySpan<byte> file, string source)
    {
        if (file.Length < 4) throw new InvalidDataException($"{source}: {file.Length} bytes; expected a tokeniser.");
        var pieces = new List<byte[]>();
        var scores = new List<float>();
        for (int at = 4; at < file.Length;)
        {
            if (file.Length - at < 8) throw new InvalidDataException($"{source}: token {pieces.Count} is cut off at byte {at}; expected a score and a length.");
            float score = BinaryPrimitives.ReadSingleLittleEndian(file[at..]);
            int length = BinaryPrimitives.ReadInt32LittleEndian(file[(at + 4)..]);
            at += 8;
            if (length < 0 || length > file.Length - at || float.IsNaN(score))
                throw new InvalidDataException($"{source}: token {pieces.Count}: score {score}, length {length}; expected a number and 0 to {file.Length - at}.");
            scores.Add(score);
            pieces.Add(file.Slice(at, length).ToArray());
            at += length;
        }
        return pieces.Count >= FirstByte + 256 ? new([.. pieces], [.. scores])
            : throw new InvalidDataException($"{source}: {pieces.Count} tokens; expected at least {FirstByte + 256}, the bytes among them.");
    }

    /// <summary>The tokens of a text, without begin and end: a space in front, characters, then the best-scored merges.</summary>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return [];
        var tokens = new List<int>();
        foreach (var character in $" {text}".EnumerateRunes())
        {
            byte[] bytes = Encoding.UTF8.GetBytes(character.ToString());
            if (_ids.TryGetValue(Encoding.Latin1.GetString(bytes), out int id)) tokens.Add(id);
            else tokens.AddRange(bytes.Select(b => b + FirstByte));
        }
        return PairMerges.Apply([.. tokens], Merge);
    }

    /// <summary>The text of tokens; begin and end give nothing. The space in front of a text stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is no token.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>();
        foreach (int token in tokens)
        {
            if (token < 0 || token >= Count) throw new ArgumentOutOfRangeException(nameof(tokens), token, $"ScoreTokenizer: expected a token of 0 to {Count - 1}.");
            if (token < FirstByte) continue;
            if (token < FirstByte + 256) bytes.Add((byte)(token - FirstByte));
            else bytes.AddRange(_pieces[token]);
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>The token that two neighbours spell, the best scored first; one scored −∞ is no merge.</summary>
    private (double Rank, int Merged)? Merge(int left, int right) =>
        _ids.TryGetValue(Encoding.Latin1.GetString([.. _pieces[left], .. _pieces[right]]), out int id) && _scores[id] > float.NegativeInfinity
            ? (-_scores[id], id)
            : null;
}
