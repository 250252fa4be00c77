using Neuron.Experiments.Data;

namespace Neuron.Experiments.Guidance;

/// <summary>A text cut into consecutive blocks, each predicting its next tokens; a remainder is dropped.</summary>
internal sealed record LanguageData(SequenceSet Train, SequenceSet Validation, SequenceSet Test, int Vocabulary)
{
    private const double HeldOut = 0.1; // of a text that comes in one piece: half for validation, half for the test

    /// <summary>The text that a configuration names.</summary>
    /// <exception cref="FileNotFoundException">Its files are not in the data folder.</exception>
    public static LanguageData Load(LanguageGuidanceConfig config, DataLocation data)
    {
        var (train, validation, test) = config.Text is "tinyshakespeare" ? OnePiece(config, data) : ThreePieces(config, data);
        return new(Blocks(train, config.Context, config.TrainTokens), Blocks(validation, config.Context, config.HeldOutTokens),
            Blocks(test, config.Context, config.HeldOutTokens), train.Vocabulary.Count);
    }

    private static TextCorpus Read(LanguageGuidanceConfig config, string path, Vocabulary? vocabulary = null)
    {
        string text = TextCorpus.ReadText(path), name = Path.GetFileName(path);
        return config.Characters ? TextCorpus.Characters(name, text, vocabulary) : TextCorpus.WordLevel(name, text, vocabulary, config.MostWords);
    }

    private static (TextCorpus, TextCorpus, TextCorpus) OnePiece(LanguageGuidanceConfig config, DataLocation data)
    {
        var (train, held) = Read(config, data.Require(config.Text, "input.txt")).Split(HeldOut);
        var (validation, test) = held.Split(0.5);
        return (train, validation, test);
    }

    // where the training text is absent, the validation text serves for training and the test text is split
    private static (TextCorpus, TextCorpus, TextCorpus) ThreePieces(LanguageGuidanceConfig config, DataLocation data)
    {
        string? whole = data.Find(config.Text, "train.txt");
        TextCorpus train = Read(config, whole ?? data.Require(config.Text, "train.txt", "valid.txt"));
        TextCorpus test = Read(config, data.Require(config.Text, "test.txt"), train.Vocabulary);
        if (whole is not null) return (train, Read(config, data.Require(config.Text, "valid.txt"), train.Vocabulary), test);
        var (validation, last) = test.Split(0.5);
        return (train, validation, last);
    }

    private static SequenceSet Blocks(TextCorpus text, int context, int mostTokens)
    {
        int tokens = mostTokens > 0 ? Math.Min(mostTokens, text.Tokens.Length) : text.Tokens.Length, count = tokens / context;
        if (count == 0) throw new InvalidDataException($"{text.Name}: {tokens} tokens are less than one block of {context}.");
        int[][] inputs = new int[count][], targets = new int[count][];
        for (int i = 0; i < count; i++)
        {
            inputs[i] = text.Tokens[(i * context)..((i + 1) * context - 1)];
            targets[i] = text.Tokens[(i * context + 1)..((i + 1) * context)];
        }
        return new(inputs, targets, PadId: 0);
    }
}
