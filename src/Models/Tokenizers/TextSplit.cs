using System.Text;

namespace Neuron.Models;

/// <summary>
/// The pieces in which byte-pair tokenisers cut a text before they merge, written by hand over whole characters: .NET's regular expressions see
/// UTF-16, in which a letter beyond U+FFFF is no letter.
/// </summary>
internal static class TextSplit
{
    /// <summary>GPT-2's pattern.</summary>
    public const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Llama 3's pattern.</summary>
    public const string Llama3Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly string[] s_contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>What a character is to the patterns.</summary>
    private enum Kind
    {
        End,
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>Pieces of <see cref="Gpt2Pattern"/>; together they are the text.</summary>
    public static List<string> Gpt2(string text)
    {
        var pieces = new List<string>();
        for (int at = 0; at < text.Length;)
        {
            int end = at + Contraction(text, at, ignoresCase: false);
            if (end == at)
            {
                // an optional blank belongs to the run behind it
                int first = text[at] == ' ' && KindAt(text, at + 1, out _) is Kind.Letter or Kind.Number or Kind.Other ? at + 1 : at;
                Kind kind = KindAt(text, first, out _);
                end = kind is Kind.Space ? EndOfSpace(text, at) : EndOf(text, first, kind);
            }
            pieces.Add(text[at..end]);
            at = end;
        }
        return pieces;
    }

    /// <summary>Pieces of <see cref="Llama3Pattern"/>; together they are the text.</summary>
    public static List<string> Llama3(string text)
    {
        var pieces = new List<string>();
        for (int at = 0; at < text.Length;)
        {
            int end = EndOfLlama3(text, at);
            pieces.Add(text[at..end]);
            at = end;
        }
        return pieces;
    }

    /// <summary>CLIP's pieces: contractions, runs of letters, single digits, runs of other characters; white space is left out.</summary>
    public static List<string> Clip(string text)
    {
        var pieces = new List<string>();
        for (int at = 0; at < text.Length;)
        {
            int end = at + Contraction(text, at, ignoresCase: true);
            if (end == at)
            {
                Kind kind = KindAt(text, at, out int length);
                end = kind is Kind.Number or Kind.Space ? at + length : EndOf(text, at, kind);
                if (kind is Kind.Space)
                {
                    at = end;
                    continue;
                }
            }
            pieces.Add(text[at..end]);
            at = end;
        }
        return pieces;
    }

    private static int EndOfLlama3(string text, int at)
    {
        int contraction = Contraction(text, at, ignoresCase: true);
        if (contraction > 0) return at + contraction;
        Kind kind = KindAt(text, at, out int length);
        // one character in front of letters, but no line end and no number
        int letters = kind is Kind.Letter ? at : kind is Kind.Other or Kind.Space && !IsLineEnd(text[at]) ? at + length : text.Length;
        if (KindAt(text, letters, out _) is Kind.Letter) return EndOf(text, letters, Kind.Letter);
        if (kind is Kind.Number)
        {
            int end = at;
            for (int digits = 0; digits < 3 && KindAt(text, end, out int size) is Kind.Number; digits++) end += size;
            return end;
        }
        int others = text[at] == ' ' ? at + 1 : at;
        if (KindAt(text, others, out _) is Kind.Other)
        {
            int end = EndOf(text, others, Kind.Other);
            while (end < text.Length && IsLineEnd(text[end])) end++;
            return end;
        }
        // white space: up to the last line end in it, else all but the blank that the next piece takes
        int space = EndOf(text, at, Kind.Space), last = space;
        while (last > at && !IsLineEnd(text[last - 1])) last--;
        return last > at ? last : EndOfSpace(text, at);
    }

    /// <summary>Length of the contraction at a place; 0 if there is none.</summary>
    private static int Contraction(string text, int at, bool ignoresCase)
    {
        if (text[at] != '\'') return 0;
        foreach (string contraction in s_contractions)
            if (Matches(text.AsSpan(at), contraction, ignoresCase)) return contraction.Length;
        return 0;
    }

    private static bool Matches(ReadOnlySpan<char> text, string contraction, bool ignoresCase)
    {
        if (text.Length < contraction.Length) return false;
        for (int i = 0; i < contraction.Length; i++)
        {
            // ſ (U+017F) is s when case does not count
            char c = !ignoresCase ? text[i] : text[i] == '\u017F' ? 's' : char.ToLowerInvariant(text[i]);
            if (c != contraction[i]) return false;
        }
        return true;
    }

    /// <summary>End of the run of one kind that begins at <paramref name="at"/>.</summary>
    private static int EndOf(string text, int at, Kind kind)
    {
        while (KindAt(text, at, out int length) == kind) at += length;
        return at;
    }

    /// <summary>End of white space without its last character if something else follows: \s+(?!\S)|\s+.</summary>
    private static int EndOfSpace(string text, int at)
    {
        int end = EndOf(text, at, Kind.Space); // white space is within U+FFFF: one char each
        return end < text.Length && end - at > 1 ? end - 1 : end;
    }

    private static bool IsLineEnd(char c) => c is '\r' or '\n';

    private static Kind KindAt(string text, int at, out int length)
    {
        length = 0;
        if (at >= text.Length) return Kind.End;
        // a lone surrogate decodes as U+FFFD of length 1, which is neither letter nor number nor space
        _ = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length);
        return Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Number : Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other;
    }
}
