using System.Text;

namespace Neuron.Models;

/// <summary>
/// Byte-pair tokeniser: a text is cut at added tokens, normalised, cut into pieces, and each piece's characters or bytes are merged by the
/// vocabulary's rules. Reads the files of GPT-2, of CLIP, and Hugging Face's <c>tokenizer.json</c>; or is trained on a text.
/// </summary>
/// <remarks>Safe for use from several threads.</remarks>
public sealed class BpeTokenizer : ITokenizer
{
    private readonly BpeModel _model;
    private readonly AddedTokens _added;
    private readonly BpeSteps _steps;

    internal BpeTokenizer(BpeModel model, BpeSteps steps, IReadOnlyList<AddedToken> added)
    {
        (_model, _steps, _added) = (model, steps, new AddedTokens(added));
        Count = Math.Max(model.Count, added.Count == 0 ? 0 : added.Max(t => t.Id) + 1);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>GPT-2's tokeniser, from its two published files.</summary>
    /// <param name="vocabularyPath"><c>encoder.json</c> (or <c>vocab.json</c>): tokens and their numbers.</param>
    /// <param name="mergesPath"><c>vocab.bpe</c> (or <c>merges.txt</c>): a merge a line.</param>
    /// <exception cref="InvalidDataException">A file is not sound.</exception>
    public static BpeTokenizer ReadGpt2(string vocabularyPath, string mergesPath) =>
        Gpt2Files.Read(File.ReadAllBytes(vocabularyPath), vocabularyPath, File.ReadAllBytes(mergesPath), mergesPath);

    /// <summary>CLIP's tokeniser, from its published list of merges (<c>bpe_simple_vocab_16e6.txt</c>, packed or not).</summary>
    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    public static BpeTokenizer ReadClip(string path) => ClipFile.Read(File.ReadAllBytes(path), path);

    /// <summary>The tokeniser of a <c>tokenizer.json</c> whose model is byte-pair encoding.</summary>
    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    /// <exception cref="NotSupportedException">It asks for a step that is not built here; the message names it.</exception>
    public static BpeTokenizer ReadHuggingFace(string path) => TokenizerJson.Read(File.ReadAllBytes(path), path);

    /// <summary>
    /// A byte-level tokeniser of <paramref name="count"/> tokens learned from a text: the 256 bytes, then again and again the most frequent pair of
    /// neighbours within GPT-2's pieces. Fewer tokens if no pair is left that occurs twice.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer tokens than bytes.</exception>
    public static BpeTokenizer Train(string text, int count)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 256);
        return BpeTrainer.Train(text, count);
    }

    /// <summary>The number of a token, by the text that it has in the vocabulary or as an added token; null if there is none.</summary>
    public int? Find(string token) => _added.Find(token) ?? (_model.Vocabulary.TryGetValue(token, out int id) ? id : null);

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<int>();
        bool isFirst = true;
        foreach (var (raw, rawToken) in _added.Cut(text, normalized: false))
        {
            if (rawToken is { } id) tokens.Add(id);
            else
                foreach (var (part, token) in _added.Cut(_steps.Normalize(raw), normalized: true))
                {
                    if (token is { } other) tokens.Add(other);
                    else
                        foreach (string piece in _steps.Split(part, isFirst)) tokens.AddRange(_model.Encode(piece));
                    isFirst = false;
                }
            isFirst = false;
        }
        return [.. tokens];
    }

    /// <summary>The tokens of a text with the special ones that the tokeniser's file puts around it, as a model expects its input.</summary>
    public int[] EncodeWithSpecial(string text) => [.. _steps.Before, .. Encode(text), .. _steps.After];

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var texts = new List<string>(tokens.Length);
        foreach (int token in tokens) texts.Add(Text(token));
        return _steps.Decode(texts);
    }

    /// <summary>Decodes tokens one by one, as a model gives them.</summary>
    public StreamingDecoder Stream() => new(this);

    /// <summary>Writes a tokeniser that was trained here, or read from GPT-2's files, as a <c>tokenizer.json</c>.</summary>
    /// <exception cref="NotSupportedException">It has other steps than GPT-2's.</exception>
    public void WriteHuggingFace(string path)
    {
        if (!ReferenceEquals(_steps, BpeSteps.Gpt2)) throw new NotSupportedException("Only tokenisers with GPT-2's steps are written: those that were trained, and GPT-2's.");
        TokenizerJsonWriter.Write(path, _model, _added.All);
    }

    /// <summary>The text of a token as the vocabulary spells it: <c>Ġworld</c>.</summary>
    internal string Text(int token) => _added.Text(token) ?? _model.Text(token)
        ?? throw new ArgumentOutOfRangeException(nameof(token), token, $"BpeTokenizer: there is no token {token}; expected 0 to {Count - 1}.");

    /// <summary>The bytes of one token where the decoder is byte-level; null where it is another.</summary>
    internal byte[]? Bytes(int token) => _steps.IsByteLevel ? ByteAlphabet.Bytes(Text(token)) : null;
}

/// <summary>Decodes tokens as they come: bytes that begin a character wait until it is whole.</summary>
public sealed class StreamingDecoder
{
    private readonly BpeTokenizer _tokenizer;
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private readonly List<int> _tokens = [];
    private int _shown;

    internal StreamingDecoder(BpeTokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>What the token adds to the text; empty while a character is not whole.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is no token.</exception>
    public string Append(int token)
    {
        if (_tokenizer.Bytes(token) is { } bytes)
        {
            char[] characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
            return new string(characters, 0, _utf8.GetChars(bytes, characters, flush: false));
        }
        // other decoders look at the tokens around: all of the text, less what was given before, but no character that may yet change
        _tokens.Add(token);
        string text = _tokenizer.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens));
        int end = text.EndsWith('\uFFFD') ? text.TrimEnd('\uFFFD').Length : text.Length;
        if (end <= _shown) return "";
        string added = text[_shown..end];
        _shown = end;
        return added;
    }
}
