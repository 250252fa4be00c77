namespace Neuron.Experiments.BrainBert;

/// <summary>Time masks that are wide at low frequencies and narrow at high ones, and frequency masks that widen with frequency (specification 4.2).</summary>
/// <remarks>The widths assume 0.01 to 250 Hz, as the released code does, although the superlet images run from 0.1 to 200 Hz.</remarks>
internal sealed class AdaptiveMasking(double probability = 0.1) : Masking
{
    private const int Margin = 7, Distance = 15; // the widest half mask; frames between centres

    /// <summary>Half width in frames of a time mask at each bin: ⌊max(q, 200 / (25 + f))⌋, q 1 or 2.</summary>
    public static int[] HalfWidths(int bins, int q) => [.. Enumerable.Range(0, bins).Select(j => (int)Math.Floor(Math.Max(q, 200 / (25 + Frequency(j, bins)))))];

    /// <summary>Width in bins of a frequency mask that starts at each bin: max(1, ⌊4.9·f / 250⌋).</summary>
    public static int[] Widths(int bins) => [.. Enumerable.Range(0, bins).Select(j => Math.Max(1, (int)Math.Floor(4.9 * Frequency(j, bins) / 250)))];

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> image, Span<float> input, Span<bool> targets, int bins, Rng rng)
    {
        int frames = image.Length / bins;
        int[] half = HalfWidths(bins, 1 + rng.Next(2)), widths = Widths(bins);
        for (int centre = Margin, last = int.MinValue / 2; centre <= frames - Margin - 1; centre++)
        {
            if (!(rng.NextDouble() < probability) || centre - last <= Distance) continue;
            last = centre;
            Fate fate = Draw(rng);
            int source = fate == Fate.Copied ? Margin + rng.Next(frames - 2 * Margin) : centre;
            for (int j = 0; j < bins; j++)
            {
                for (int t = -half[j]; t < half[j]; t++)
                {
                    int cell = (centre + t) * bins + j;
                    targets[cell] = true;
                    if (fate != Fate.Stays) input[cell] = fate == Fate.Zero ? 0 : image[(source + t) * bins + j];
                }
            }
        }
        for (int start = 0; start <= bins - 5; start++)
        {
            if (!(rng.NextDouble() < probability)) continue;
            Fate fate = Draw(rng);
            int width = widths[start], source = fate == Fate.Copied ? rng.Next(bins - width + 1) : start;
            for (int t = 0; t < frames; t++)
            {
                targets.Slice(t * bins + start, width).Fill(true);
                Span<float> hidden = input.Slice(t * bins + start, width);
                if (fate == Fate.Copied) input.Slice(t * bins + source, width).CopyTo(hidden); // of the image as the time masks left it
                else if (fate == Fate.Zero) hidden.Clear();
            }
        }
    }

    private static double Frequency(int bin, int bins) => 0.01 + (250 - 0.01) * bin / (bins - 1);
}
