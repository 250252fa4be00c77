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

    private void Write(string name, string text) => File.WriteAllText(_folder[$"wikitext-2/{name}"], text);
}
