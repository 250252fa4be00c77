namespace Neuron.Experiments.Statistics;

/// <summary>Sample moments and quantiles.</summary>
internal static class Moments
{
    /// <summary>Σx / n.</summary>
    public static double Mean(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double v in x) sum += v;
        return sum / x.Length;
    }

    /// <summary>Σ(x − mean)² / (n − ddof).</summary>
    public static double Variance(ReadOnlySpan<double> x, int ddof) => Central(x, 2) * x.Length / (x.Length - ddof);

    /// <summary>m₃ / m₂^1.5, biased.</summary>
    public static double Skewness(ReadOnlySpan<double> x) => Central(x, 3) / Math.Pow(Central(x, 2), 1.5);

    /// <summary>m₄ / m₂² − 3, biased.</summary>
    public static double ExcessKurtosis(ReadOnlySpan<double> x) => Central(x, 4) / Math.Pow(Central(x, 2), 2) - 3;

    /// <summary>s / √n with s² of divisor n − 1.</summary>
    public static double StandardError(ReadOnlySpan<double> x) => Math.Sqrt(Variance(x, 1) / x.Length);

    /// <summary>(x − mean) / standard deviation with divisor n − ddof.</summary>
    public static double[] ZScores(ReadOnlySpan<double> x, int ddof = 0)
    {
        double mean = Mean(x), deviation = Math.Sqrt(Variance(x, ddof));
        var z = new double[x.Length];
        for (int i = 0; i < z.Length; i++) z[i] = (x[i] - mean) / deviation;
        return z;
    }

    /// <summary>The value below which <paramref name="percent"/> of the sample lies, linear between order statistics.</summary>
    public static double Percentile(ReadOnlySpan<double> x, double percent)
    {
        if (x.IsEmpty || !(percent is >= 0 and <= 100)) throw new ArgumentException($"percentile {percent} of {x.Length} values.");
        double[] sorted = x.ToArray();
        Array.Sort(sorted);
        double at = percent / 100 * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static double Central(ReadOnlySpan<double> x, int order)
    {
        double mean = Mean(x), sum = 0;
        foreach (double v in x)
        {
            double power = 1;
            for (int i = 0; i < order; i++) power *= v - mean;
            sum += power;
        }
        return sum / x.Length;
    }
}
