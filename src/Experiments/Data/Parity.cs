namespace Neuron.Experiments.Data;

/// <summary>The parity task: is the number of ones odd? (arXiv 2410.20035, §4 and C.1.2)</summary>
internal static class Parity
{
    /// <summary>Fills the places after a string's end.</summary>
    public const int PadId = 2;
    /// <summary>0, 1 and padding.</summary>
    public const int VocabularySize = 3;

    /// <summary>Draws fair bit strings with length uniform in [<paramref name="shortest"/>, <paramref name="longest"/>]; the label is the sum mod 2.</summary>
    public static SequenceSet Generate(int count, int shortest, int longest, Rng rng)
    {
        int[][] inputs = new int[count][], targets = new int[count][];
        for (int n = 0; n < count; n++)
        {
            inputs[n] = new int[shortest + rng.Next(longest - shortest + 1)];
            for (int i = 0; i < inputs[n].Length; i++) inputs[n][i] = rng.Next(2);
            targets[n] = [inputs[n].Sum() % 2];
        }
        return new(inputs, targets, PadId);
    }
}
