using System.Text;

namespace Neuron.Models;

/// <summary>Cuts a normalised text into the pieces within which tokens are merged.</summary>
/// <param name="text">The text.</param>
/// <param name="isFirst">Whether it begins the whole text, with no added token before it.</param>
internal delegate IEnumerable<string> Splitter(string text, bool isFirst);

/// <summary>What a tokeniser does around the merges: normalisation in front, cutting into pieces, and the way back.</summary>
internal sealed record BpeSteps
{
    /// <summary>Those of GPT-2: pieces by its pattern, bytes as characters.</summary>
    public static BpeSteps Gpt2 { get; } = new()
    {
        Splitters = [(text, _) => TextSplit.Gpt2(text).Select(p => ByteAlphabet.Spell(p))],
        Decoders = [DecodeBytes],
        IsByteLevel = true,
    };

    /// <summary>Applied one after another to the text between added tokens.</summary>
    public IReadOnlyList<Func<string, string>> Normalizers { get; init; } = [];

    /// <summary>Applied one after another, each to the pieces of the last; without any the text is one piece.</summary>
    public IReadOnlyList<Splitter> Splitters { get; init; } = [];

    /// <summary>Applied one after another to the texts of the tokens; what is left is put together.</summary>
    public IReadOnlyList<Func<IReadOnlyList<string>, IReadOnlyList<string>>> Decoders { get; init; } = [];

    /// <summary>Whether <see cref="DecodeBytes"/> is all of the way back.</summary>
    public bool IsByteLevel { get; init; }

    /// <summary>Special tokens in front of a text that is given to a model.</summary>
    public IReadOnlyList<int> Before { get; init; } = [];

    /// <summary>Special tokens behind it.</summary>
    public IReadOnlyList<int> After { get; init; } = [];

    /// <summary>The normalised text.</summary>
    public string Normalize(string text) => Normalizers.Aggregate(text, (t, normalize) => normalize(t));

    /// <summary>The pieces of a normalised text.</summary>
    public IEnumerable<string> Split(string text, bool isFirst)
    {
        IEnumerable<string> pieces = [text];
        foreach (var splitter in Splitters)
        {
            // only the first piece of the first part begins the text
            bool first = isFirst;
            pieces = [.. pieces.SelectMany(piece =>
            {
                bool begins = first;
                first = false;
                return splitter(piece, begins);
            })];
        }
        return pieces;
    }

    /// <summary>The text of tokens.</summary>
    public string Decode(IReadOnlyList<string> tokens) => string.Concat(Decoders.Aggregate(tokens, (t, decode) => decode(t)));

    /// <summary>From the byte alphabet back to UTF-8; what is none becomes U+FFFD.</summary>
    public static IReadOnlyList<string> DecodeBytes(IReadOnlyList<string> tokens) =>
        [Encoding.UTF8.GetString([.. tokens.SelectMany(ByteAlphabet.Bytes)])];
}
