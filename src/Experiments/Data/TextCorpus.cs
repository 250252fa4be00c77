using System.Text;

namespace Neuron.Experiments.Data;

/// <summary>A text as numbered symbols, for language models.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Vocabulary">The symbols.</param>
/// <param name="Tokens">The text, symbol by symbol.</param>
/// <param name="CountWords">Words and ends of line in a piece of the text.</param>
internal sealed record TextCorpus(string Name, Vocabulary Vocabulary, int[] Tokens, Func<int[], int> CountWords)
{
    private const char EndOfLine = '\n';
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Words and ends of line in the text, by which a word-level perplexity is taken; a word that is cut counts.</summary>
    public int Words => CountWords(Tokens);

    /// <summary>A file as text.</summary>
    /// <exception cref="InvalidDataException">It is not UTF-8, or empty, or too large.</exception>
    public static string ReadText(string path)
    {
        using Stream stream = DataFile.Open(path);
        byte[] bytes = DataFile.ReadAll(stream, path);
        return bytes.Length == 0 ? throw new InvalidDataException($"{path}: the file is empty.") : Decode(bytes, path);
    }

    /// <summary>UTF-8 bytes as text.</summary>
    /// <exception cref="InvalidDataException">They are not UTF-8.</exception>
    public static string Decode(byte[] bytes, string name)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{name}: not UTF-8 text: byte 0x{e.BytesUnknown?.FirstOrDefault():x2} at {e.Index}.", e);
        }
    }

    /// <summary>The text by characters.</summary>
    /// <exception cref="InvalidDataException">It holds a character that the vocabulary lacks.</exception>
    public static TextCorpus Characters(string name, string text, Vocabulary? vocabulary = null)
    {
        vocabulary ??= Vocabulary.OfCharacters(text);
        int[] ids = new int[char.MaxValue + 1];
        Array.Fill(ids, -1);
        for (int i = 0; i < vocabulary.Count; i++)
            if (vocabulary.Symbols[i] is [var c]) ids[c] = i;
        int[] tokens = new int[text.Length];
        for (int i = 0; i < text.Length; i++)
            tokens[i] = ids[text[i]] >= 0 ? ids[text[i]] : vocabulary[text[i].ToString()];
        return new(name, vocabulary, tokens, piece => Count(string.Concat(piece.Select(t => vocabulary.Symbols[t]))));
    }

    /// <summary>The text by words: split at blanks, each line ending in <see cref="Vocabulary.EndOfLine"/>.</summary>
    public static TextCorpus WordLevel(string name, string text, Vocabulary? vocabulary = null, int mostWords = int.MaxValue)
    {
        vocabulary ??= Vocabulary.OfWords(SplitWords(text), mostWords);
        int[] tokens = [.. SplitWords(text).Select(w => vocabulary[w])];
        return new(name, vocabulary, tokens, piece => piece.Length);
    }

    /// <summary>The text by the tokens of a byte-pair tokeniser; in their vocabulary a symbol is the token as the tokeniser spells it.</summary>
    public static TextCorpus BytePairs(string name, string text, BpeTokenizer tokenizer) =>
        new(name, Vocabulary.OfTokens(tokenizer), tokenizer.Encode(text), piece => Count(tokenizer.Decode(piece)));

    /// <summary>The first <paramref name="count"/> tokens.</summary>
    public TextCorpus Take(int count) => this with { Tokens = Tokens[..count] };

    /// <summary>Splits off the last <paramref name="fraction"/> of the tokens.</summary>
    public (TextCorpus First, TextCorpus Last) Split(double fraction)
    {
        int cut = (int)(Tokens.Length * (1 - fraction));
        return (Take(cut), this with { Tokens = Tokens[cut..] });
    }

    private static int Count(string text) => text.Count(c => c == EndOfLine) + text.Split((char[])[' ', EndOfLine], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;

    private static IEnumerable<string> SplitWords(string text)
    {
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) yield return word;
            yield return Vocabulary.EndOfLine;
        }
    }
}
