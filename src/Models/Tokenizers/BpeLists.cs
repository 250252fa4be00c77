using System.Text;
using System.Text.Json;

namespace Neuron.Models;

/// <summary>Reads the lists of which byte-pair files are made, with errors that name the place.</summary>
internal static class BpeLists
{
    /// <summary>Largest token number that is taken for one.</summary>
    private const int LargestId = 10_000_000;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-8 bytes as text.</summary>
    /// <exception cref="InvalidDataException">They are not UTF-8.</exception>
    public static string Text(ReadOnlySpan<byte> bytes, string source)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{source}: not UTF-8 at byte {e.Index}.", e);
        }
    }

    /// <summary>A JSON document.</summary>
    /// <exception cref="InvalidDataException">It is not JSON.</exception>
    public static JsonDocument Json(byte[] bytes, string source)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{source}: not JSON: {e.Message}", e);
        }
    }

    /// <summary>A string of a JSON element; escapes may spell what is no text.</summary>
    /// <exception cref="InvalidDataException">It is not a string, or half of a surrogate pair.</exception>
    public static string String(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.String) throw new InvalidDataException($"{what}: expected a text, found {element.ValueKind}.");
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"{what}: not a text: {e.Message}", e);
        }
    }

    /// <summary>A token number.</summary>
    /// <exception cref="InvalidDataException">It is not a whole number in range.</exception>
    public static int Id(JsonElement element, string what) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int id) && id is >= 0 and <= LargestId ? id
            : throw new InvalidDataException($"{what}: expected a whole number of 0 to {LargestId}, found {Short(element.GetRawText())}.");

    /// <summary>A JSON object of tokens and numbers.</summary>
    /// <exception cref="InvalidDataException">It is something else, or a token stands in it twice.</exception>
    public static Dictionary<string, int> Vocabulary(JsonElement element, string source)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{source}: expected an object of tokens and numbers, found {element.ValueKind}.");
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in element.EnumerateObject())
        {
            string token;
            try
            {
                token = entry.Name;
            }
            catch (InvalidOperationException e)
            {
                throw new InvalidDataException($"{source}: a token is not a text: {e.Message}", e);
            }
            if (!vocabulary.TryAdd(token, Id(entry.Value, $"{source}: token '{Short(token)}'"))) throw new InvalidDataException($"{source}: the token '{Short(token)}' stands there twice.");
        }
        return vocabulary.Count > 0 ? vocabulary : throw new InvalidDataException($"{source}: there are no tokens.");
    }

    /// <summary>The lines of a list of merges behind its first line, if that is a comment; empty ones are left out.</summary>
    /// <exception cref="InvalidDataException">A line is not two tokens.</exception>
    public static List<(string Left, string Right)> Merges(string text, string source, int most = int.MaxValue)
    {
        string[] lines = text.Split('\n');
        var merges = new List<(string, string)>(Math.Min(most, lines.Length));
        for (int i = lines[0].Contains("#version", StringComparison.Ordinal) ? 1 : 0; i < lines.Length && merges.Count < most; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length > 0) merges.Add(Pair(line, $"{source}: line {i + 1}"));
        }
        return merges;
    }

    /// <summary>A merge written as "left right".</summary>
    /// <exception cref="InvalidDataException">It is not two tokens.</exception>
    public static (string Left, string Right) Pair(string text, string what) =>
        text.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right)
            : throw new InvalidDataException($"{what}: expected two tokens and a blank between, found '{Short(text)}'.");

    /// <summary>A text cut to what an error can show.</summary>
    public static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
