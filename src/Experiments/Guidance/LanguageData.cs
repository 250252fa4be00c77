using Neuron.Experiments.Data;

namespace Neuron.Experiments.Guidance;

/// <summary>A text cut into consecutive blocks, each predicting its next tokens; a remainder is dropped.</summary>
/// <param name="Train">Blocks to train on.</param>
/// <param name="Validation">Blocks that choose the epoch.</param>
/// <param name="Test">Blocks that are reported.</param>
/// <param name="Vocabulary">Number of tokens.</param>
/// <param name="TestTokensPerWord">Tokens of the test blocks by their words and ends of line.</param>
internal sealed record LanguageData(SequenceSet Train, SequenceSet Validation, SequenceSet Test, int Vocabulary, double TestTokensPerWord)
{
    private const double HeldOut = 0.1; // of a text that comes in one piece: half for validation, half for the test

    /// <summary>The text that a configuration names.</summary>
    /// <exception cref="FileNotFoundException">Its files are not in the data folder.</exception>
    public static LanguageData Load(LanguageGuidanceConfig config, DataLocation data)
    {
        var (train, validation, test) = config.Text is "tinyshakespeare" ? OnePiece(config, data) : ThreePieces(config, data);
        test = Whole(test, config.Context, config.HeldOutTokens);
        return new(Blocks(Whole(train, config.Context, config.TrainTokens), config.Context), Blocks(Whole(validation, config.Context, config.HeldOutTokens), config.Context),
            Blocks(test, config.Context), train.Vocabulary.Count, test.Tokens.Length / (double)test.Words);
    }

    /// <summary>GPT-2's tokeniser of the data folder.</summary>
    /// <exception cref="FileNotFoundException">Its files are not there.</exception>
    public static BpeTokenizer Gpt2(DataLocation data) =>
        BpeTokenizer.ReadGpt2(data.Require("tokenizers", "gpt2-encoder.json", "encoder.json"), data.Require("tokenizers", "gpt2-vocab.bpe", "vocab.bpe"));

    // the reader of one kind of units: the training text makes the vocabulary, the others are read with it
    private static Func<string, TextCorpus> Reader(LanguageGuidanceConfig config, DataLocation data, string trainingText)
    {
        switch (config.Unit)
        {
            case TextUnit.Characters:
                var characters = Data.Vocabulary.OfCharacters(trainingText);
                return path => TextCorpus.Characters(Path.GetFileName(path), TextCorpus.ReadText(path), characters);
            case TextUnit.Words:
                var words = TextCorpus.WordLevel("", trainingText, mostWords: config.VocabularySize).Vocabulary;
                return path => TextCorpus.WordLevel(Path.GetFileName(path), TextCorpus.ReadText(path), words);
            default:
                BpeTokenizer tokenizer = config.Unit is TextUnit.BytePairs ? BpeTokenizer.Train(trainingText, config.VocabularySize) : Gpt2(data);
                return path => TextCorpus.BytePairs(Path.GetFileName(path), TextCorpus.ReadText(path), tokenizer);
        }
    }

    private static (TextCorpus, TextCorpus, TextCorpus) OnePiece(LanguageGuidanceConfig config, DataLocation data)
    {
        string path = data.Require(config.Text, "input.txt"), text = TextCorpus.ReadText(path);
        // what is held out has no part in learning sub-words; characters and words it shares
        string learned = config.Unit is TextUnit.BytePairs ? text[..(int)(text.Length * (1 - HeldOut))] : text;
        var (train, held) = Reader(config, data, learned)(path).Split(HeldOut);
        var (validation, test) = held.Split(0.5);
        return (train, validation, test);
    }

    // where the training text is absent, the validation text serves for training and the test text is split
    private static (TextCorpus, TextCorpus, TextCorpus) ThreePieces(LanguageGuidanceConfig config, DataLocation data)
    {
        string? whole = data.Find(config.Text, "train.txt");
        string first = whole ?? data.Require(config.Text, "train.txt", "valid.txt"), third = data.Require(config.Text, "test.txt");
        string? second = whole is null ? null : data.Require(config.Text, "valid.txt");
        string learned = TextCorpus.ReadText(first);
        // there is no symbol for an unknown character: the vocabulary has those of all pieces
        if (config.Unit is TextUnit.Characters) learned = string.Concat(((string?[])[first, second, third]).OfType<string>().SelectMany(path => TextCorpus.ReadText(path).Distinct()));
        var read = Reader(config, data, learned);
        TextCorpus train = read(first), test = read(third);
        if (second is not null) return (train, read(second), test);
        var (validation, last) = test.Split(0.5);
        return (train, validation, last);
    }

    // as many whole blocks as there may be
    private static TextCorpus Whole(TextCorpus text, int context, int mostTokens)
    {
        int tokens = mostTokens > 0 ? Math.Min(mostTokens, text.Tokens.Length) : text.Tokens.Length;
        return tokens >= context ? text.Take(tokens / context * context) : throw new InvalidDataException($"{text.Name}: {tokens} tokens are less than one block of {context}.");
    }

    private static SequenceSet Blocks(TextCorpus text, int context)
    {
        int count = text.Tokens.Length / context;
        int[][] inputs = new int[count][], targets = new int[count][];
        for (int i = 0; i < count; i++)
        {
            inputs[i] = text.Tokens[(i * context)..((i + 1) * context - 1)];
            targets[i] = text.Tokens[(i * context + 1)..((i + 1) * context)];
        }
        return new(inputs, targets, PadId: 0);
    }
}
