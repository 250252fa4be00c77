namespace Neuron.Experiments.BrainBert;

/// <summary>How examples are divided.</summary>
internal enum SplitKind
{
    /// <summary>In time: no training window comes within five seconds of a test window.</summary>
    Blocked,

    /// <summary>At random, as in the paper: windows of neighbouring words overlap, so training and test share recorded signal.</summary>
    Random,
}

/// <summary>Numbers of the examples of each part.</summary>
internal sealed record DecodingSplit(int[] Train, int[] Validation, int[] Test)
{
    private const double GapSeconds = 5;

    /// <summary>Divides examples that are in the order of time.</summary>
    /// <param name="kind">How.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="windowSamples">Length of a window.</param>
    /// <param name="test">Fraction for the test, at the end where the split is in time.</param>
    /// <param name="validation">Fraction for validation, before that.</param>
    /// <param name="rng">Orders a random split.</param>
    public static DecodingSplit Of(SplitKind kind, IReadOnlyList<Example> examples, int windowSamples, double test, double validation, Rng rng)
    {
        int n = examples.Count, tests = (int)Math.Round(test * n), validations = (int)Math.Round(validation * n);
        int[] order = kind == SplitKind.Random ? rng.Permutation(n) : [.. Enumerable.Range(0, n)];
        int[] last = order[(n - tests)..], middle = order[(n - tests - validations)..(n - tests)], first = order[..(n - tests - validations)];
        if (kind == SplitKind.Random) return new(first, middle, last);
        double apart = windowSamples + GapSeconds * ChannelReader.RateHz;
        middle = Clear(middle, last);
        return new(Clear(first, [.. middle, .. last]), middle, last);

        int[] Clear(int[] part, int[] later)
        {
            if (later.Length == 0) return part;
            long start = later.Min(i => examples[i].Sample);
            return [.. part.Where(i => start - examples[i].Sample >= apart)];
        }
    }

    /// <summary>Whether training and test both hold both classes, each at least twice.</summary>
    public bool IsUsable(IReadOnlyList<Example> examples) =>
        ((int[][])[Train, Test]).All(part => part.Count(i => examples[i].Label) is var p && p >= 2 && part.Length - p >= 2);
}
