namespace Neuron.Models;

/// <summary>GPT-2's two files: <c>encoder.json</c>, tokens by number, and <c>vocab.bpe</c>, a merge a line behind a comment.</summary>
internal static class Gpt2Files
{
    /// <exception cref="InvalidDataException">A file is not sound.</exception>
    public static BpeTokenizer Read(byte[] vocabularyFile, string vocabularySource, byte[] mergesFile, string mergesSource)
    {
        using var json = BpeLists.Json(vocabularyFile, vocabularySource);
        var vocabulary = BpeLists.Vocabulary(json.RootElement, vocabularySource);
        var merges = BpeLists.Merges(BpeLists.Text(mergesFile, mergesSource), mergesSource);
        foreach (char c in ByteAlphabet.InVocabularyOrder)
            if (!vocabulary.ContainsKey(c.ToString())) throw new InvalidDataException($"{vocabularySource}: there is no token for byte {ByteAlphabet.Byte(c)} ('{c}').");
        // <|endoftext|> is a token of the vocabulary, but a text that holds these characters does not hold the mark
        return new(new BpeModel(vocabulary, merges, new(), mergesSource), BpeSteps.Gpt2, []);
    }
}
