using Neuron.Models.Statistics;

namespace Neuron.Experiments.Statistics;

/// <summary>Tests that use only the order of the values.</summary>
internal static class RankTest
{
    /// <summary>
    /// Wilcoxon's signed-rank test of x − y: the smaller sum of ranks, two-sided p. Zero differences are dropped;
    /// p is exact up to 50 differences without zeros or ties, else by the normal approximation.
    /// </summary>
    public static TestResult Wilcoxon(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"paired samples of {x.Length} and {y.Length} values.");
        var all = new double[x.Length];
        for (int i = 0; i < all.Length; i++) all[i] = x[i] - y[i];
        double[] d = [.. all.Where(v => v != 0)];
        if (d.Length == 0) throw new ArgumentException("Wilcoxon: all differences are 0.");
        double[] sizes = [.. d.Select(Math.Abs)], ranks = RankCorrelation.Ranks(sizes);
        double plus = ranks.Where((_, i) => d[i] > 0).Sum(), minus = ranks.Sum() - plus, t = Math.Min(plus, minus), n = d.Length;
        double ties = sizes.GroupBy(v => v).Sum(g => Math.Pow(g.Count(), 3) - g.Count());
        if (n <= 50 && ties == 0 && d.Length == all.Length) return new(t, Math.Min(1, 2 * SignedRankCdf(d.Length, (int)t)));
        double deviation = Math.Sqrt((n * (n + 1) * (2 * n + 1) - ties / 2) / 24);
        return new(t, 2 * Distributions.NormalSurvival(Math.Abs(t - n * (n + 1) / 4) / deviation));
    }

    /// <summary>Mann and Whitney's U of the first sample, two-sided p; exact, or by the normal approximation with ties and continuity correction.</summary>
    public static TestResult MannWhitney(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool exact = false)
    {
        double[] ranks = RankCorrelation.Ranks([.. x, .. y]);
        double a = x.Length, b = y.Length, n = a + b;
        double u = ranks.Take(x.Length).Sum() - a * (a + 1) / 2, extreme = Math.Max(u, a * b - u);
        if (exact)
        {
            if (ranks.Distinct().Count() < ranks.Length) throw new ArgumentException("Mann-Whitney: the exact distribution assumes no ties.");
            return new(u, Math.Min(1, 2 * UCdf(x.Length, y.Length, (int)(a * b - extreme))));
        }
        double ties = ranks.GroupBy(v => v).Sum(g => Math.Pow(g.Count(), 3) - g.Count());
        double deviation = Math.Sqrt(a * b / 12 * (n + 1 - ties / (n * (n - 1))));
        return new(u, Math.Min(1, 2 * Distributions.NormalSurvival((extreme - a * b / 2 - 0.5) / deviation)));
    }

    // share of the 2ⁿ sign patterns whose positive ranks sum to at most t
    private static double SignedRankCdf(int n, int t)
    {
        var share = new double[n * (n + 1) / 2 + 1];
        share[0] = 1;
        for (int rank = 1; rank <= n; rank++)
            for (int s = share.Length - 1; s >= 0; s--) share[s] = (share[s] + (s >= rank ? share[s - rank] : 0)) / 2;
        return share.Take(t + 1).Sum();
    }

    // share of the interleavings of a and b values whose U is at most u; counts f(a, b, u) = f(a − 1, b, u − b) + f(a, b − 1, u)
    private static double UCdf(int a, int b, int u)
    {
        var counts = new double[a + 1, b + 1][];
        for (int i = 0; i <= a; i++)
            for (int j = 0; j <= b; j++)
            {
                double[] f = counts[i, j] = new double[i * j + 1];
                if (i == 0 || j == 0) { f[0] = 1; continue; }
                for (int k = 0; k < f.Length; k++)
                    f[k] = (k >= j && k - j < counts[i - 1, j].Length ? counts[i - 1, j][k - j] : 0) + (k < counts[i, j - 1].Length ? counts[i, j - 1][k] : 0);
            }
        return counts[a, b].Take(u + 1).Sum() / counts[a, b].Sum();
    }
}
