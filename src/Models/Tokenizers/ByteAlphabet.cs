using System.Text;

namespace Neuron.Models;

/// <summary>
/// GPT-2's way to write any bytes as printable characters: 33 to 126, 161 to 172 and 174 to 255 stand for themselves, the other 68 bytes are
/// U+0100, U+0101, … in order. So a space is Ġ and a line feed Ċ.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] s_characters = new char[256];
    private static readonly short[] s_bytes = new short[256 + 68];

    static ByteAlphabet()
    {
        Array.Fill(s_bytes, (short)-1);
        int next = 256;
        for (int b = 0; b < 256; b++)
        {
            s_characters[b] = IsPrintable(b) ? (char)b : (char)next++;
            s_bytes[s_characters[b]] = (short)b;
        }
    }

    /// <summary>The byte of a character; −1 if it stands for none.</summary>
    public static int Byte(char character) => character < s_bytes.Length ? s_bytes[character] : -1;

    /// <summary>The UTF-8 bytes of a text, a character each.</summary>
    public static string Spell(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        int count = Encoding.UTF8.GetBytes(text, bytes);
        return string.Create(count, bytes, static (characters, from) =>
        {
            for (int i = 0; i < characters.Length; i++) characters[i] = s_characters[from[i]];
        });
    }

    /// <summary>The bytes of the alphabet's characters; a text with a character outside it, as an added token may have, gives its own UTF-8 bytes.</summary>
    public static byte[] Bytes(string spelled) => spelled.All(c => Byte(c) >= 0) ? [.. spelled.Select(c => (byte)Byte(c))] : Encoding.UTF8.GetBytes(spelled);

    /// <summary>The 256 characters in the order in which GPT-2's and CLIP's vocabularies begin: first those that stand for themselves.</summary>
    public static IEnumerable<char> InVocabularyOrder =>
        Enumerable.Range(0, 256).OrderBy(b => !IsPrintable(b)).ThenBy(b => b).Select(b => s_characters[b]);

    private static bool IsPrintable(int b) => b is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255);
}
