using System.Buffers.Binary;
using System.Text;
using Neuron.Models;

namespace Neuron.Tests.Models;

public class ScoreTokenizerTests
{
    [Fact]
    public void Merges_agree_with_the_obvious_algorithm()
    {
        var random = new Random(3);
        for (int round = 0; round < 100; round++)
        {
            // few letters and few scores: pairs that score alike are common
            (string Piece, float Score)[] merges = [.. Enumerable.Range(0, 25)
                .Select(i => (string.Concat(Enumerable.Range(0, 2 + random.Next(4)).Select(_ => " ab"[random.Next(3)])), i == 0 ? float.NegativeInfinity : -random.Next(6)))];
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => " ab"[random.Next(3)]));
            var tokenizer = ScoreTokenizer.Read(File(merges), "pieces");
            int[] found = tokenizer.Encode(text);
            Assert.Equal(text.Length == 0 ? [] : Obvious($" {text}", merges), found.Select(t => tokenizer.Decode([t])));
        }
    }

    [Fact]
    public void A_long_text_takes_no_time_for_its_square()
    {
        var tokenizer = ScoreTokenizer.Read(File([("ab", 0), ("abab", -1)]), "pieces");
        string text = string.Concat(Enumerable.Repeat("ab", 200_000)); // the square of its length takes hours
        Assert.Equal(100_001, tokenizer.Encode(text).Length);
    }

    /// <summary>The best scored pair of neighbours, of equal ones the first, again and again.</summary>
    private static List<string> Obvious(string text, (string Piece, float Score)[] merges)
    {
        List<string> row = [.. text.Select(c => c.ToString())];
        while (true)
        {
            var (at, best) = (-1, float.NegativeInfinity);
            for (int i = 0; i + 1 < row.Count; i++)
                if (merges.FirstOrDefault(m => m.Piece == row[i] + row[i + 1]) is { Piece: not null } merge && merge.Score > best) (at, best) = (i, merge.Score);
            if (at < 0) return row;
            row[at] += row[at + 1];
            row.RemoveAt(at + 1);
        }
    }

    /// <summary>A file of the three special tokens, the bytes and some more pieces.</summary>
    private static byte[] File(IEnumerable<(string Piece, float Score)> pieces)
    {
        using var file = new MemoryStream();
        file.Write(new byte[4]);
        foreach (string special in (string[])["<unk>", "<s>", "</s>"]) Write(Encoding.UTF8.GetBytes(special), 0);
        for (int b = 0; b < 256; b++) Write([(byte)b], 0);
        foreach (var (piece, score) in pieces) Write(Encoding.UTF8.GetBytes(piece), score);
        return file.ToArray();

        void Write(byte[] piece, float score)
        {
            byte[] head = new byte[8];
            BinaryPrimitives.WriteSingleLittleEndian(head, score);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), piece.Length);
            file.Write(head);
            file.Write(piece);
        }
    }
}
