namespace Neuron.Experiments.Statistics;

/// <summary>Inference by resampling.</summary>
internal static class Resample
{
    /// <summary>The statistic of each resample, given as rows of indices into the sample.</summary>
    public static double[] Bootstrap(int[][] indices, Func<int[], double> statistic) => Array.ConvertAll(indices, i => statistic(i));

    /// <summary>Resamples with replacement: <paramref name="repeats"/> rows of <paramref name="count"/> indices, floor(count·u).</summary>
    public static int[][] Indices(int repeats, int count, Func<double> uniform)
    {
        var rows = new int[repeats][];
        for (int r = 0; r < repeats; r++)
        {
            rows[r] = new int[count];
            for (int i = 0; i < count; i++) rows[r][i] = Math.Min(count - 1, (int)(count * uniform()));
        }
        return rows;
    }

    /// <summary>Percentile interval of a bootstrap distribution.</summary>
    public static (double Low, double High) Interval(ReadOnlySpan<double> statistics, double confidence = 0.95) =>
        (Moments.Percentile(statistics, 50 * (1 - confidence)), Moments.Percentile(statistics, 50 * (1 + confidence)));

    /// <summary>Exact sign-flip test: the share of the 2ⁿ sign patterns whose |mean| is at least that of d (n ≤ 24).</summary>
    public static double SignFlip(ReadOnlySpan<double> d)
    {
        if (d.Length > 24) throw new ArgumentException($"exact sign flips of {d.Length} differences; at most 24.");
        double observed = Math.Abs(Moments.Mean(d)) * (1 - 1e-12);
        int count = 0;
        for (int pattern = 0; pattern < 1 << d.Length; pattern++)
        {
            double sum = 0;
            for (int i = 0; i < d.Length; i++) sum += (pattern >> i & 1) == 0 ? d[i] : -d[i];
            if (Math.Abs(sum / d.Length) >= observed) count++;
        }
        return (double)count / (1 << d.Length);
    }

    /// <summary>Exact two-sample permutation test: the share of all splits whose |difference of means| is at least the observed one (n ≤ 24).</summary>
    public static double TwoSample(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double[] all = [.. x, .. y];
        if (all.Length > 24) throw new ArgumentException($"exact splits of {all.Length} values; at most 24.");
        double observed = Math.Abs(Moments.Mean(x) - Moments.Mean(y)) * (1 - 1e-12), total = all.Sum();
        (int hits, int splits) = (0, 0);
        for (int mask = 0; mask < 1 << all.Length; mask++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)mask) != x.Length) continue;
            splits++;
            double sum = 0;
            for (int i = 0; i < all.Length; i++)
                if ((mask >> i & 1) != 0) sum += all[i];
            if (Math.Abs(sum / x.Length - (total - sum) / y.Length) >= observed) hits++;
        }
        return (double)hits / splits;
    }
}
