using System.IO.Compression;
using System.Net;

namespace Neuron.Models;

/// <summary>
/// CLIP's list of merges (arXiv 2103.00020; <c>bpe_simple_vocab_16e6.txt</c>): the vocabulary is the 256 bytes, the same at the end of a word, the merged
/// tokens, and two marks. Texts are lower-cased, their white space collapsed and HTML entities undone.
/// </summary>
/// <remarks>
/// The published code also repairs wrongly decoded UTF-8 (ftfy); that is not done here. Named entities are those that .NET knows.
/// </remarks>
internal static class ClipFile
{
    private const int Merges = 49152 - 256 - 2; // of the file's lines the published code takes so many
    private const string EndOfWord = "</w>", Start = "<|startoftext|>", End = "<|endoftext|>";
    private const int LargestFile = 64 << 20;

    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    public static BpeTokenizer Read(byte[] file, string source)
    {
        var merges = BpeLists.Merges(BpeLists.Text(file is [0x1f, 0x8b, ..] ? Unpack(file, source) : file, source), source, Merges);
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string suffix in (string[])["", EndOfWord])
            foreach (char c in ByteAlphabet.InVocabularyOrder) vocabulary.Add(c + suffix, vocabulary.Count);
        foreach (var (left, right) in merges)
            if (!vocabulary.TryAdd(left + right, vocabulary.Count)) throw new InvalidDataException($"{source}: two merges give '{left + right}'.");
        AddedToken[] marks = [new(vocabulary.Count, Start) { Special = true }, new(vocabulary.Count + 1, End) { Special = true }];
        var steps = new BpeSteps
        {
            Normalizers = [Clean],
            Splitters = [(text, _) => TextSplit.Clip(text).Select(p => ByteAlphabet.Spell(p))],
            Decoders = [BpeSteps.DecodeBytes, texts => [.. texts.Select(t => t.Replace(EndOfWord, " ", StringComparison.Ordinal))]],
            Before = [marks[0].Id],
            After = [marks[1].Id],
        };
        return new(new BpeModel(vocabulary, merges, new() { EndOfWord = EndOfWord }, source), steps, marks);
    }

    // entities twice, as text from the web often has &amp;lt;
    private static string Clean(string text)
    {
        string plain = WebUtility.HtmlDecode(WebUtility.HtmlDecode(text));
        return string.Join(' ', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
    }

    private static byte[] Unpack(byte[] file, string source)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = packed.Read(buffer)) > 0;)
            {
                plain.Write(buffer, 0, read);
                if (plain.Length > LargestFile) throw new InvalidDataException($"{source}: unpacks to more than {LargestFile} bytes.");
            }
            return plain.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{source}: not a sound gzip file: {e.Message}", e);
        }
    }
}
