namespace Neuron.Experiments.BrainBert;

/// <summary>Intervals of frames (all bins), then intervals of bins (all frames), which never touch (specification 4.1).</summary>
/// <param name="timeProbability">Probability that an interval starts at a frame; 0.05 in the published command.</param>
/// <param name="frequencyProbability">Probability that an interval starts at a bin.</param>
/// <param name="asReleased">
/// The released code marks as targets, instead of the hidden bins, the bins whose numbers are those of the hidden frames: visible bins become targets and the
/// hidden ones do not. By default the hidden bins are the targets.
/// </param>
internal sealed class FixedMasking(double timeProbability = 0.05, double frequencyProbability = 0.05, bool asReleased = false) : Masking
{
    /// <summary>Longest interval of frames.</summary>
    public const int LongestTime = 5;

    /// <summary>Longest interval of bins.</summary>
    public const int LongestFrequency = 2;

    /// <summary>Intervals of 1 to <paramref name="longest"/> positions, at least one position apart.</summary>
    public static List<(int Start, int End)> Intervals(int length, int longest, double probability, Rng rng)
    {
        List<(int Start, int End)> intervals = [];
        for (int i = 0; i < length - longest; i++)
            if (rng.NextDouble() < probability && (intervals.Count == 0 || intervals[^1].End < i)) intervals.Add((i, i + 1 + rng.Next(longest)));
        return intervals;
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> image, Span<float> input, Span<bool> targets, int bins, Rng rng)
    {
        int frames = image.Length / bins;
        List<(int Start, int End)> time = Intervals(frames, LongestTime, timeProbability, rng);
        foreach ((int start, int end) in time)
        {
            targets[(start * bins)..(end * bins)].Fill(true);
            Span<float> hidden = input[(start * bins)..(end * bins)];
            switch (Draw(rng))
            {
                case Fate.Copied: image.Slice(rng.Next(frames - (end - start) + 1) * bins, hidden.Length).CopyTo(hidden); break;
                case Fate.Zero: hidden.Clear(); break;
            }
        }
        List<(int Start, int End)> frequency = Intervals(bins, LongestFrequency, frequencyProbability, rng);
        foreach ((int start, int end) in asReleased ? time : frequency) Mark(targets, start, Math.Min(end, bins));
        foreach ((int start, int end) in frequency)
        {
            Fate fate = Draw(rng);
            int source = fate == Fate.Copied ? rng.Next(bins - (end - start) + 1) : 0;
            for (int t = 0; t < frames && fate != Fate.Stays; t++)
            {
                Span<float> hidden = input.Slice(t * bins + start, end - start);
                if (fate == Fate.Copied) image.Slice(t * bins + source, hidden.Length).CopyTo(hidden);
                else hidden.Clear();
            }
        }

        void Mark(Span<bool> cells, int start, int end)
        {
            for (int t = 0; t < frames && start < end; t++) cells[(t * bins + start)..(t * bins + end)].Fill(true);
        }
    }
}
