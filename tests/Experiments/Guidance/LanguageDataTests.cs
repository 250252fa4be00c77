using Neuron.Experiments.Guidance;

namespace Neuron.Tests.Experiments.Guidance;

public sealed class LanguageDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(true), InlineData(false)]
    public void Characters_of_every_piece_are_in_the_vocabulary(bool hasTrainingText)
    {
        Directory.CreateDirectory(_folder["wikitext-2"]);
        if (hasTrainingText) Write("train.txt", "abcabcab");
        Write("valid.txt", "abdabdab");
        Write("test.txt", "abeabeab");
        LanguageData data = LanguageData.Load(new LanguageGuidanceConfig { Text = "wikitext-2", Unit = TextUnit.Characters, Context = 4 }, new(_folder.Root));
        Assert.Equal(hasTrainingText ? 5 : 4, data.Vocabulary);
        Assert.Equal(hasTrainingText ? [0, 1, 4] : [1, 3, 0], data.Test.Inputs[0]); // "abe" of "abea"; "bea" of "beab", the second half
    }

    [Fact]
    public void Words_are_counted_in_what_is_measured()
    {
        // nine tenths of short words, then 20 of one length; the test is the last half of the tenth, of it four blocks of 8
        string longer = string.Concat(Enumerable.Repeat("abcdefg ", 25));
        Directory.CreateDirectory(_folder["tinyshakespeare"]);
        File.WriteAllText(_folder["tinyshakespeare/input.txt"], string.Concat(Enumerable.Repeat("ab ", 600)) + longer);
        LanguageData data = LanguageData.Load(new LanguageGuidanceConfig { Text = "tinyshakespeare", Unit = TextUnit.Characters, Context = 8, HeldOutTokens = 32 }, new(_folder.Root));
        Assert.Equal(4, data.Test.Count);
        // the test begins within a word, which counts: 32 characters are at most 5 words of 7 and a blank
        Assert.InRange(data.TestTokensPerWord, 32 / 5.0, 8);
    }

    private void Write(string name, string text) => File.WriteAllText(_folder[$"wikitext-2/{name}"], text);
}
