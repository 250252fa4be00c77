using System.Text;
using System.Text.Json;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class BpeTokenizerTests
{
    // accents, other scripts, emoji with joiners, letters and digits beyond U+FFFF, blanks of all kinds, a lone half of a pair
    private static readonly string[] s_texts =
    [
        "", " ", "\t\n", "Hello, world!", "  leading  and trailing  ", "naïve café — über straße", "你好，世界", "русский текст", "👩‍👩‍👧 family", "𝒜𝒷𝒸 𝟙𝟚𝟛 x",
        "a\r\nb\n\n\n c", "don't WE'LL 'tis", "x²+y³=½", "\u00A0non\u2003breaking\u3000", "1234567890 3.14", "e\u0301 combining", "<|endoftext|>", "\uD800 half",
    ];

    private static readonly Lazy<BpeTokenizer> s_gpt2 = new(() => BpeTokenizer.ReadGpt2(
        SharedFolder.Locate("data/tokenizers/gpt2-encoder.json"), SharedFolder.Locate("data/tokenizers/gpt2-vocab.bpe")));

    private static readonly Lazy<BpeTokenizer> s_clip = new(() => BpeTokenizer.ReadClip(SharedFolder.Locate("data/tokenizers/clip-bpe_simple_vocab_16e6.txt.gz")));

    [ReferenceFact("data/tokenizers/gpt2-vocab.bpe")]
    public void Gpt2_gives_the_reference_tokens_and_back()
    {
        Assert.Equal(50_257, s_gpt2.Value.Count);
        Assert.Equal(50_256, s_gpt2.Value.Find("<|endoftext|>"));
        foreach (var (text, ids) in Cases("gpt2"))
        {
            Assert.True(ids.SequenceEqual(s_gpt2.Value.Encode(text)), $"\"{text}\": [{string.Join(", ", s_gpt2.Value.Encode(text))}]");
            Assert.Equal(text, s_gpt2.Value.Decode(ids));
        }
    }

    [ReferenceFact("data/tokenizers/clip-bpe_simple_vocab_16e6.txt.gz")]
    public void Clip_gives_the_reference_tokens()
    {
        Assert.Equal(49_408, s_clip.Value.Count);
        foreach (var (text, ids) in Cases("clip"))
            Assert.True(ids.SequenceEqual(s_clip.Value.Encode(text)), $"\"{text}\": [{string.Join(", ", s_clip.Value.Encode(text))}]");
        Assert.Equal([49_406, 320, 1125, 539, 320, 2368, 49_407], s_clip.Value.EncodeWithSpecial("A  photo of\na cat"));
        Assert.Equal(s_clip.Value.Encode("a < b"), s_clip.Value.Encode("a &amp;lt; b"));
        Assert.Equal("a photo of a cat ", s_clip.Value.Decode([320, 1125, 539, 320, 2368])); // each end of a word is a blank, as in the published code
    }

    [ReferenceFact("data/tokenizers/gpt2-vocab.bpe")]
    public void Reading_what_was_written_gives_the_same_tokens()
    {
        using var file = new TemporaryFile();
        s_gpt2.Value.WriteHuggingFace(file.Path);
        var read = BpeTokenizer.ReadHuggingFace(file.Path);
        Assert.Equal(s_gpt2.Value.Count, read.Count);
        foreach (string text in s_texts.Concat(Cases("gpt2").Select(c => c.Text))) Assert.Equal(s_gpt2.Value.Encode(text), read.Encode(text));
    }

    [Fact]
    public void A_trained_tokeniser_learns_the_frequent_pairs_and_loses_nothing()
    {
        const string Text = "low low low low low lower lower newest newest newest newest newest newest widest widest widest";
        var tokenizer = BpeTokenizer.Train(Text, 300);
        // counted by hand: "es" 9, "est" 9, then of "lo" and "low" 7 each, … (arXiv 1508.07909, figure 1, with blanks in front of words)
        Assert.NotNull(tokenizer.Find("est"));
        Assert.NotNull(tokenizer.Find("Ġlow"));
        Assert.NotNull(tokenizer.Find("Ġnewest"));
        Assert.Equal(256, tokenizer.Find("es"));
        Assert.Equal(257, tokenizer.Find("est"));
        Assert.Single(tokenizer.Encode(" newest"));
        Assert.Null(tokenizer.Find("Ġlowest"));
        Assert.Equal(tokenizer.Encode(Text), BpeTokenizer.Train(Text, 300).Encode(Text));
        Assert.True(tokenizer.Count < 300); // no pair that occurs twice is left
        foreach (string text in s_texts) Assert.Equal(Utf16Valid(text), tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void Training_agrees_with_the_obvious_algorithm()
    {
        var random = new Random(3);
        for (int round = 0; round < 20; round++)
        {
            string text = string.Concat(Enumerable.Range(0, 300).Select(_ => "aabbc  d"[random.Next(8)]));
            var tokenizer = BpeTokenizer.Train(text, 256 + 40);
            Assert.Equal(Obvious(text, 40), Enumerable.Range(256, tokenizer.Count - 256).Select(tokenizer.Text));
        }

        static List<string> Obvious(string text, int merges)
        {
            List<List<string>> words = [.. TextSplit.Gpt2(text).Select(p => ByteAlphabet.Spell(p).Select(c => c.ToString()).ToList())];
            List<string> vocabulary = [.. ByteAlphabet.InVocabularyOrder.Select(c => c.ToString())];
            while (vocabulary.Count < 256 + merges)
            {
                var best = words.SelectMany(w => w.Zip(w.Skip(1))).GroupBy(p => p).Where(g => g.Count() > 1)
                    .OrderByDescending(g => Overlapping(words, g.Key)).ThenBy(g => vocabulary.IndexOf(g.Key.First)).ThenBy(g => vocabulary.IndexOf(g.Key.Second)).FirstOrDefault();
                if (best is null) break;
                string merged = best.Key.First + best.Key.Second;
                if (!vocabulary.Contains(merged)) vocabulary.Add(merged);
                foreach (var word in words)
                    for (int i = 0; i + 1 < word.Count; i++)
                        if ((word[i], word[i + 1]) == best.Key)
                        {
                            word[i] = merged;
                            word.RemoveAt(i + 1);
                        }
            }
            return vocabulary[256..];
        }

        static int Overlapping(List<List<string>> words, (string, string) pair) => words.Sum(w => w.Zip(w.Skip(1)).Count(p => p == pair));
    }

    [Fact]
    public void Merges_agree_with_the_obvious_algorithm()
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            var merges = new PairMerges();
            var rules = new List<(int Left, int Right, int Merged)>();
            for (int i = 0; i < 12; i++)
            {
                var rule = (random.Next(4 + i), random.Next(4 + i), 4 + i);
                if (rules.Any(r => (r.Left, r.Right) == (rule.Item1, rule.Item2))) continue;
                rules.Add(rule);
                merges.Add(rule.Item1, rule.Item2, rule.Item3);
            }
            List<int> row = [.. Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(4))];
            int[] found = merges.Apply([.. row]);
            while (true)
            {
                var (rank, at) = Enumerable.Range(0, Math.Max(0, row.Count - 1)).Select(i => (Rank: rules.FindIndex(r => (r.Left, r.Right) == (row[i], row[i + 1])), At: i))
                    .Where(p => p.Rank >= 0).DefaultIfEmpty((-1, -1)).Min();
                if (rank < 0) break;
                row[at] = rules[rank].Merged;
                row.RemoveAt(at + 1);
            }
            Assert.Equal(row, found);
        }
    }

    [Fact]
    public void A_stream_gives_whole_characters_only()
    {
        var tokenizer = BpeTokenizer.Train("", 256);
        var stream = tokenizer.Stream();
        int[] tokens = tokenizer.Encode("é👋!");
        Assert.Equal(["", "é", "", "", "", "👋", "!"], tokens.Select(stream.Append));
    }

    [Fact]
    public void A_number_that_is_no_token_is_refused() =>
        Assert.Contains("there is no token 256; expected 0 to 255", Assert.Throws<ArgumentOutOfRangeException>(() => BpeTokenizer.Train("", 256).Decode([256])).Message, StringComparison.Ordinal);

    private static string Utf16Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static (string Text, int[] Ids)[] Cases(string tokenizer)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Locate("reference/tokenizers.json")));
        (string, int[])[] cases = [.. json.RootElement.GetProperty(tokenizer).EnumerateArray()
            .Select(c => (c.GetProperty("text").GetString()!, c.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()).ToArray()))];
        Assert.NotEmpty(cases);
        return cases;
    }
}
