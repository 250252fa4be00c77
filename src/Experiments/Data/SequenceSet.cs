namespace Neuron.Experiments.Data;

/// <summary>Token sequences of differing length with their targets.</summary>
/// <param name="Inputs">Token ids of each sequence.</param>
/// <param name="Targets">One id a position, or a single label a sequence; <see cref="Ignored"/> where nothing is asked.</param>
/// <param name="PadId">Id that fills a batch behind the shorter sequences.</param>
internal sealed record SequenceSet(int[][] Inputs, int[][] Targets, int PadId)
{
    /// <summary>Target that no loss and no accuracy counts.</summary>
    public const int Ignored = -100;

    /// <summary>Number of sequences.</summary>
    public int Count => Inputs.Length;

    /// <summary>The sequences at <paramref name="indices"/>, padded on the right to the longest of them.</summary>
    /// <returns>Ids [B, T], targets [B, T] (or [B, 1]), both int64, and the lengths.</returns>
    public SequenceBatch Batch(ReadOnlySpan<int> indices)
    {
        int longest = 0, widest = 0;
        int[] lengths = new int[indices.Length];
        for (int b = 0; b < indices.Length; b++)
        {
            lengths[b] = Inputs[indices[b]].Length;
            longest = Math.Max(longest, lengths[b]);
            widest = Math.Max(widest, Targets[indices[b]].Length);
        }
        long[] ids = new long[indices.Length * longest], targets = new long[indices.Length * widest];
        Array.Fill(ids, PadId);
        Array.Fill(targets, Ignored);
        for (int b = 0; b < indices.Length; b++)
        {
            int[] input = Inputs[indices[b]], target = Targets[indices[b]];
            for (int t = 0; t < input.Length; t++) ids[b * longest + t] = input[t];
            for (int t = 0; t < target.Length; t++) targets[b * widest + t] = target[t];
        }
        return new(Tensor.From(ids, [indices.Length, longest]), Tensor.From(targets, [indices.Length, widest]), lengths);
    }
}

/// <summary>A padded batch of sequences.</summary>
/// <param name="Ids">Token ids [B, T], int64.</param>
/// <param name="Targets">Targets [B, T] or [B, 1], int64.</param>
/// <param name="Lengths">Valid positions of each sequence.</param>
internal sealed record SequenceBatch(Tensor Ids, Tensor Targets, int[] Lengths);
