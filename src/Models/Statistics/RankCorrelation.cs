namespace Neuron.Models.Statistics;

/// <summary>Correlations of ranks; ties share the mean rank.</summary>
public static class RankCorrelation
{
    /// <summary>Ranks from 1; equal values get the mean of theirs.</summary>
    public static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        var order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        var ranks = new double[order.Length];
        for (int first = 0; first < order.Length;)
        {
            int end = first + 1;
            while (end < order.Length && sorted[end] == sorted[first]) end++;
            for (int i = first; i < end; i++) ranks[order[i]] = (first + 1 + end) / 2.0;
            first = end;
        }
        return ranks;
    }

    /// <summary>Pearson's correlation; NaN if one side is constant.</summary>
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Check(x, y);
        double meanX = Mean(x), meanY = Mean(y), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double a = x[i] - meanX, b = y[i] - meanY;
            xy += a * b;
            xx += a * a;
            yy += b * b;
        }
        return xy / Math.Sqrt(xx * yy);
    }

    /// <summary>Spearman's ρ: Pearson's correlation of the ranks.</summary>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Check(x, y);
        return Pearson(Ranks(x), Ranks(y));
    }

    /// <summary>Kendall's τ-b: (concordant − discordant)/√((n₀ − ties in x)(n₀ − ties in y)); O(n log n) (Knight 1966).</summary>
    public static double KendallTauB(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (agreement, untiedX, untiedY) = Agreement(x, y);
        return agreement / Math.Sqrt(untiedX * (double)untiedY);
    }

    /// <summary>Concordant less discordant pairs, and the pairs that are not tied in x and in y.</summary>
    internal static (long Agreement, long UntiedX, long UntiedY) Agreement(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Check(x, y);
        int n = x.Length;
        double[] a = x.ToArray(), b = y.ToArray();
        var order = new int[n];
        for (int i = 0; i < n; i++) order[i] = i;
        Array.Sort(order, (i, j) => a[i] != a[j] ? a[i].CompareTo(a[j]) : b[i].CompareTo(b[j]));
        double[] sortedX = [.. order.Select(i => a[i])], sortedY = [.. order.Select(i => b[i])];
        long both = 0, tiesX = 0;
        for (int first = 0; first < n;)
        {
            int end = first + 1;
            while (end < n && sortedX[end] == sortedX[first]) end++;
            tiesX += Pairs(end - first);
            both += Ties(sortedY.AsSpan(first, end - first));
            first = end;
        }
        long discordant = Inversions(sortedY, new double[n], 0, n); // sorts sortedY
        long all = Pairs(n), tiesY = Ties(sortedY);
        return (all - tiesX - tiesY + both - (2 * discordant), all - tiesX, all - tiesY);
    }

    private static long Pairs(long count) => count * (count - 1) / 2;

    private static long Ties(ReadOnlySpan<double> sorted)
    {
        long ties = 0;
        for (int first = 0; first < sorted.Length;)
        {
            int end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first]) end++;
            ties += Pairs(end - first);
            first = end;
        }
        return ties;
    }

    private static long Inversions(double[] values, double[] spare, int first, int end)
    {
        if (end - first < 2) return 0;
        int middle = (first + end) / 2;
        long count = Inversions(values, spare, first, middle) + Inversions(values, spare, middle, end);
        for (int i = first, j = middle, k = first; k < end; k++)
        {
            bool fromRight = i == middle || (j < end && values[j] < values[i]);
            if (fromRight) count += middle - i;
            spare[k] = fromRight ? values[j++] : values[i++];
        }
        Array.Copy(spare, first, values, first, end - first);
        return count;
    }

    private static double Mean(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double v in x) sum += v;
        return sum / x.Length;
    }

    private static void Check(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length < 2)
            throw new ArgumentException($"Correlation: {x.Length} and {y.Length} values; expected equal numbers, at least 2.");
    }
}
