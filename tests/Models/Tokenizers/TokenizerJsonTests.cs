using System.Text;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class TokenizerJsonTests
{
    // Llama 2's way: a mark for the blank, bytes where a character is unknown, a mark in front of the text
    private const string Sentence = """
        {"added_tokens":[{"id":0,"content":"<unk>","special":true},{"id":1,"content":"<s>","special":true},{"id":2,"content":"</s>","special":true}],
         "normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]},
         "pre_tokenizer":null,
         "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],
           "special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}},
         "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
         "model":{"type":"BPE","dropout":null,"unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,"vocab":{VOCAB},"merges":["h e","l l","he ll","hell o",["▁","hello"]]}}
        """;

    // Llama 3's way
    private const string ByteLevel = """
        {"added_tokens":[{"id":261,"content":"<|end|>","special":true,"lstrip":true,"rstrip":false,"single_word":false,"normalized":false},{"id":262,"content":"<|end|><|end|>","special":true}],
         "normalizer":null,
         "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"PATTERN"},"behavior":"Isolated","invert":false},
           {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]},
         "post_processor":{"type":"ByteLevel","trim_offsets":true},"decoder":{"type":"ByteLevel"},
         "model":{"type":"BPE","ignore_merges":true,"vocab":{VOCAB},"merges":["l l","h e"]}}
        """;

    private static string SentenceJson => Sentence.Replace("{VOCAB}", "{" + string.Join(",",
        ((string[])["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(BpeModel.ByteToken), "h", "e", "l", "o", "▁", "he", "ll", "hell", "hello", "▁hello"])
            .Select((t, i) => $"\"{t}\":{i}")) + "}", StringComparison.Ordinal);

    private static string ByteLevelJson => ByteLevel.Replace("PATTERN", System.Text.Json.JsonEncodedText.Encode(TextSplit.Llama3Pattern).ToString(), StringComparison.Ordinal)
        .Replace("{VOCAB}", "{" + string.Join(",", ByteAlphabet.InVocabularyOrder.Select(c => c.ToString()).Concat(["ll", "he", "hello", "Ġhello", "xyz"])
            .Select((t, i) => $"\"{System.Text.Json.JsonEncodedText.Encode(t)}\":{i}")) + "}", StringComparison.Ordinal);

    private static BpeTokenizer Read(string json) => TokenizerJson.Read(Encoding.UTF8.GetBytes(json), "test");

    [Fact]
    public void Sentence_pieces_merge_by_rank_and_fall_back_to_bytes()
    {
        var tokenizer = Read(SentenceJson);
        int hello = tokenizer.Find("▁hello")!.Value;
        Assert.Equal([hello], tokenizer.Encode("hello"));
        Assert.Equal([hello, hello], tokenizer.Encode("hello hello"));
        Assert.Equal([1, hello], tokenizer.EncodeWithSpecial("hello"));
        // the text after an added token is normalised by itself: a mark in front again
        Assert.Equal([hello, 2, hello], tokenizer.Encode("hello</s>hello"));
        Assert.Equal([tokenizer.Find("▁")!.Value, tokenizer.Find("<0xC3>")!.Value, tokenizer.Find("<0xA9>")!.Value], tokenizer.Encode("é"));
        Assert.Equal("hello é hello", tokenizer.Decode(tokenizer.Encode("hello é hello")));
        Assert.Equal("\uFFFD", tokenizer.Decode([tokenizer.Find("<0xC3>")!.Value]));
        var stream = tokenizer.Stream();
        Assert.Equal(["hello", "", "é", " hello"], ((int[])[hello, tokenizer.Find("<0xC3>")!.Value, tokenizer.Find("<0xA9>")!.Value, hello]).Select(stream.Append));
    }

    [Fact]
    public void Byte_level_files_cut_at_added_tokens_first()
    {
        var tokenizer = Read(ByteLevelJson);
        Assert.Equal(263, tokenizer.Count);
        Assert.Equal([258], tokenizer.Encode("hello")); // a piece that is a token is not merged up to it
        Assert.Equal([258, 259], tokenizer.Encode("hello hello"));
        Assert.Equal([258, 261, 259], tokenizer.Encode("hello  <|end|> hello")); // white space in front of it goes with it
        Assert.Equal([262, 261], tokenizer.Encode("<|end|><|end|><|end|>")); // the longest
        Assert.Equal("hello<|end|> é", tokenizer.Decode(tokenizer.Encode("hello<|end|> é")));
    }

    [Theory]
    [InlineData("\"type\":\"BPE\"", "\"type\":\"WordPiece\"", "a model of type WordPiece is not supported, BPE is")]
    [InlineData("\"type\":\"ByteLevel\",\"add", "\"type\":\"Bert\",\"add", "test: pre_tokenizer: pretokenizers[1]: Bert is not supported; Sequence, ByteLevel, Split, Digits, Metaspace are")]
    [InlineData("\"Isolated\"", "\"MergedWithNext\"", "Split with behaviour MergedWithNext is not supported")]
    public void A_step_that_is_not_built_is_refused_by_name(string found, string instead, string message) =>
        Assert.Contains(message, Assert.Throws<NotSupportedException>(() => Read(ByteLevelJson.Replace(found, instead, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"l l\"", "\"l q\"", "merge 0 of 'l' and 'q': 'lq' is not in the vocabulary")]
    [InlineData("\"l l\"", "\"ll\"", "merges[0]: expected two tokens and a blank between, found 'll'")]
    [InlineData("\"!\":0", "\"!\":-1", "expected a whole number of 0 to 10000000, found -1")]
    [InlineData("\"!\":0", "\"!\":1", "are both token 1")]
    [InlineData("\"id\":262", "\"id\":261", "added_tokens: two have the number 261")]
    [InlineData("\"ignore_merges\":true", "\"ignore_merges\":1", "ignore_merges: expected true or false, found Number")]
    [InlineData("\"merges\":[", "\"merges\":{", "not JSON")]
    public void A_file_that_is_not_sound_is_refused(string found, string instead, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(ByteLevelJson.Replace(found, instead, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        byte[] sentence = Encoding.UTF8.GetBytes(SentenceJson), byteLevel = Encoding.UTF8.GetBytes(ByteLevelJson);
        byte[] vocabulary = Encoding.UTF8.GetBytes("{" + string.Join(",", ByteAlphabet.InVocabularyOrder.Select((c, i) => $"\"{System.Text.Json.JsonEncodedText.Encode(c.ToString())}\":{i}")) + ",\"ll\":256,\"he\":257}");
        byte[] merges = Encoding.UTF8.GetBytes("#version: 0.2\nl l\nh e\n");
        for (int seed = 0; seed < 2_000; seed++)
        {
            Refused(() => TokenizerJson.Read(Mutations.Mutate(sentence, seed, sentence.Length), "damaged"), seed);
            Refused(() => TokenizerJson.Read(Mutations.Mutate(byteLevel, seed, byteLevel.Length), "damaged"), seed);
            Refused(() => Gpt2Files.Read(Mutations.Mutate(vocabulary, seed), "damaged", merges, "damaged"), seed);
            Refused(() => Gpt2Files.Read(vocabulary, "damaged", Mutations.Mutate(merges, seed), "damaged"), seed);
            Refused(() => ClipFile.Read(Mutations.Mutate(merges, seed), "damaged"), seed);
        }

        static void Refused(Func<BpeTokenizer> read, int seed)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var tokenizer = read();
                string text = "hello wörld <|end|>";
                _ = tokenizer.Decode(tokenizer.Encode(text));
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16_000_000, $"seed {seed}: allocated {GC.GetAllocatedBytesForCurrentThread() - before} bytes.");
        }
    }
}
