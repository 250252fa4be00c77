using Neuron.Models.Statistics;

namespace Neuron.Experiments.Statistics;

/// <summary>The p-values of <see cref="RankCorrelation"/>'s coefficients, and simple linear regression.</summary>
internal static class Correlation
{
    /// <summary>Pearson's r with its two-sided p (t with n − 2 degrees of freedom).</summary>
    public static TestResult Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Check(x, y);
        double r = Math.Clamp(RankCorrelation.Pearson(x, y), -1, 1);
        return new(r, Distributions.StudentTwoSided(r * Math.Sqrt((x.Length - 2) / ((1 - r) * (1 + r))), x.Length - 2));
    }

    /// <summary>Spearman's rho: Pearson's r of the mid-ranks.</summary>
    public static TestResult Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Pearson(RankCorrelation.Ranks(x), RankCorrelation.Ranks(y));

    /// <summary>Kendall's tau-b; p exact without ties up to n = 33, else by the normal approximation with ties.</summary>
    public static TestResult Kendall(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Check(x, y);
        var (agreement, _, _) = RankCorrelation.Agreement(x, y);
        double n = x.Length, tau = RankCorrelation.KendallTauB(x, y);
        (double pairsX, double x0, double x1) = Ties(x);
        (double pairsY, double y0, double y1) = Ties(y);
        if (pairsX == 0 && pairsY == 0 && n <= 33) return new(tau, ExactKendall(x.Length, ((long)x.Length * (x.Length - 1) / 2 - Math.Abs(agreement)) / 2));
        double m = n * (n - 1), variance = (m * (2 * n + 5) - x1 - y1) / 18 + 2 * pairsX * pairsY / m + x0 * y0 / (9 * m * (n - 2));
        return new(tau, 2 * Distributions.NormalSurvival(Math.Abs(agreement) / Math.Sqrt(variance)));
    }

    /// <summary>Fisher's confidence interval of a correlation r of n pairs: tanh(atanh r ± z/√(n − 3)).</summary>
    public static (double Low, double High) FisherInterval(double r, int n, double confidence = 0.95)
    {
        double z = Math.Atanh(r), width = Distributions.NormalQuantile(0.5 + confidence / 2) / Math.Sqrt(n - 3);
        return (Math.Tanh(z - width), Math.Tanh(z + width));
    }

    /// <summary>The least-squares line y = intercept + slope·x, with r, two-sided p of the slope and its standard error.</summary>
    public static (double Slope, double Intercept, double R, double P, double StandardError) Line(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        (double r, double p) = Pearson(x, y);
        double sx = Moments.Variance(x, 0), sy = Moments.Variance(y, 0), slope = r * Math.Sqrt(sy / sx);
        return (slope, Moments.Mean(y) - slope * Moments.Mean(x), r, p, Math.Sqrt((1 - r * r) * sy / sx / (x.Length - 2)));
    }

    private static double ExactKendall(int n, long inversions)
    {
        // permutations of n by number of inversions: convolve with 1 + q + … + q^(k − 1) for k ≤ n
        double[] share = [1];
        for (int k = 2; k <= n; k++)
        {
            var next = new double[share.Length + k - 1];
            for (int i = 0; i < share.Length; i++)
                for (int j = 0; j < k; j++) next[i + j] += share[i] / k;
            share = next;
        }
        double tail = 0;
        for (int i = 0; i <= inversions; i++) tail += share[i];
        return Math.Min(1, 2 * tail);
    }

    private static (double Pairs, double Triples, double Weighted) Ties(ReadOnlySpan<double> x)
    {
        (double pairs, double triples, double weighted) = (0, 0, 0);
        foreach (IGrouping<double, double> tie in x.ToArray().GroupBy(v => v))
        {
            double c = tie.Count();
            pairs += c * (c - 1) / 2;
            triples += c * (c - 1) * (c - 2);
            weighted += c * (c - 1) * (2 * c + 5);
        }
        return (pairs, triples, weighted);
    }

    private static void Check(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length < 3) throw new ArgumentException($"correlation of {x.Length} and {y.Length} values; it takes two equal numbers, at least 3.");
    }
}
