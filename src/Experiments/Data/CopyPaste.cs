namespace Neuron.Experiments.Data;

/// <summary>The copy-paste task: read L digits, then write them down again (arXiv 2410.20035, §4).</summary>
internal static class CopyPaste
{
    /// <summary>How the task is written in token ids.</summary>
    internal enum Encoding
    {
        /// <summary>0 pad, 1 to 10 digits, 11 copy, 12 blank, 13 end: no id has two meanings, and only the digits count.</summary>
        Clean,
        /// <summary>Digits 0 to 9, pad and blank 0, copy 11, end 12: digit 0 cannot be told from padding and is never scored.</summary>
        Repo,
    }

    /// <summary>Size of the vocabulary.</summary>
    public static int VocabularySize(Encoding encoding) => encoding is Encoding.Clean ? 14 : 13;

    /// <summary>Draws <paramref name="count"/> sequences with L uniform in [<paramref name="shortest"/>, <paramref name="longest"/>].</summary>
    /// <remarks>Input s₁…s_L, copy, L blanks, end; target L + 1 positions that do not count, s₁…s_L, end. Length 2L + 2.</remarks>
    public static SequenceSet Generate(int count, int shortest, int longest, Encoding encoding, Rng rng)
    {
        var (first, copy, blank, end) = encoding is Encoding.Clean ? (1, 11, 12, 13) : (0, 11, 0, 12);
        int[][] inputs = new int[count][], targets = new int[count][];
        for (int n = 0; n < count; n++)
        {
            int length = shortest + rng.Next(longest - shortest + 1);
            int[] digits = new int[length];
            for (int i = 0; i < length; i++) digits[i] = first + rng.Next(10);
            inputs[n] = [.. digits, copy, .. Enumerable.Repeat(blank, length), end];
            int[] answer = [.. Enumerable.Repeat(SequenceSet.Ignored, length + 1), .. digits, end];
            // the clean task does not score the end mark, which stands in the input; the repository's does, but never digit 0
            if (encoding is Encoding.Clean) answer[^1] = SequenceSet.Ignored;
            else answer = [.. answer.Select(t => t == 0 ? SequenceSet.Ignored : t)];
            targets[n] = answer;
        }
        return new(inputs, targets, PadId: 0);
    }
}
