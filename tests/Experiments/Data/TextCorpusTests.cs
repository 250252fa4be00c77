using System.Text;
using Neuron.Experiments;
using Neuron.Experiments.Data;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Data;

public class TextCorpusTests
{
    private const string Text = "the cat\nthe <unk> dog the\n";

    [Fact]
    public void Words_are_numbered_by_frequency_behind_the_special_ones()
    {
        TextCorpus corpus = TextCorpus.WordLevel("t", Text);
        Assert.Equal(["<unk>", "<eos>", "the", "cat", "dog"], corpus.Vocabulary.Symbols);
        Assert.Equal([2, 3, 1, 2, 0, 4, 2, 1], corpus.Tokens);
        Assert.Equal(0, TextCorpus.WordLevel("u", "bird", corpus.Vocabulary).Tokens[0]);
        Assert.Equal(["<unk>", "<eos>", "the"], TextCorpus.WordLevel("t", Text, mostWords: 3).Vocabulary.Symbols);
    }

    [Fact]
    public void Characters_are_numbered_by_code()
    {
        TextCorpus corpus = TextCorpus.Characters("t", "hello");
        Assert.Equal([1, 0, 2, 2, 3], corpus.Tokens);
        Assert.Contains("'z' is not among the 4 symbols", Assert.Throws<InvalidDataException>(() => TextCorpus.Characters("u", "z", corpus.Vocabulary)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Assert.Contains("not UTF-8 text: byte 0xff at 2", Assert.Throws<InvalidDataException>(() => TextCorpus.Decode([65, 66, 0xff], "t")).Message, StringComparison.Ordinal);

    [Fact]
    public void Mutated_texts_are_read_or_refused() =>
        Fuzz.Run(seed: 9, Encoding.UTF8.GetBytes(Text + "é—🙂\n"), bytes =>
        {
            string text = TextCorpus.Decode(bytes, "t");
            TextCorpus.Characters("t", text);
            TextCorpus.WordLevel("t", text);
        });

    [ReferenceFact("data")]
    public void Tiny_Shakespeare_and_WikiText_have_their_published_counts()
    {
        var data = new DataLocation(SharedFolder.Locate("data"));
        TextCorpus plays = TextCorpus.Characters("plays", TextCorpus.ReadText(data.Require("tinyshakespeare", "input.txt")));
        Assert.Equal((1_115_394, 65), (plays.Tokens.Length, plays.Vocabulary.Count));
        TextCorpus wiki = TextCorpus.WordLevel("wiki", TextCorpus.ReadText(data.Require("wikitext-2", "valid.txt")));
        Assert.Equal(217_646, wiki.Tokens.Length);
        Assert.Equal(11_718, wiki.Tokens.Count(t => t == wiki.Vocabulary["<unk>"]));
    }
}
