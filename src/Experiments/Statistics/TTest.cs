namespace Neuron.Experiments.Statistics;

/// <summary>Student's and Welch's t-tests, and one-way analysis of variance.</summary>
internal static class TTest
{
    /// <summary>Is the mean of x different from <paramref name="mean"/>?</summary>
    public static TestResult OneSample(ReadOnlySpan<double> x, double mean = 0, Alternative alternative = Alternative.TwoSided)
    {
        Need(x.Length, 2);
        return Result((Moments.Mean(x) - mean) / Math.Sqrt(Moments.Variance(x, ddof: 1) / x.Length), x.Length - 1, alternative);
    }

    /// <summary>Is the mean of the differences x − y different from 0?</summary>
    public static TestResult Paired(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Alternative alternative = Alternative.TwoSided)
    {
        if (x.Length != y.Length) throw new ArgumentException($"paired samples of {x.Length} and {y.Length} values.");
        var d = new double[x.Length];
        for (int i = 0; i < d.Length; i++) d[i] = x[i] - y[i];
        return OneSample(d, 0, alternative);
    }

    /// <summary>Do x and y differ in mean, their variances being equal?</summary>
    public static TestResult Pooled(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Alternative alternative = Alternative.TwoSided)
    {
        Need(Math.Min(x.Length, y.Length), 2);
        double df = x.Length + y.Length - 2;
        double variance = ((x.Length - 1) * Moments.Variance(x, 1) + (y.Length - 1) * Moments.Variance(y, 1)) / df;
        return Result((Moments.Mean(x) - Moments.Mean(y)) / Math.Sqrt(variance * (1.0 / x.Length + 1.0 / y.Length)), df, alternative);
    }

    /// <summary>Do x and y differ in mean, whatever their variances?</summary>
    public static TestResult Welch(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Alternative alternative = Alternative.TwoSided)
    {
        Need(Math.Min(x.Length, y.Length), 2);
        double a = Moments.Variance(x, 1) / x.Length, b = Moments.Variance(y, 1) / y.Length;
        double df = (a + b) * (a + b) / (a * a / (x.Length - 1) + b * b / (y.Length - 1));
        return Result((Moments.Mean(x) - Moments.Mean(y)) / Math.Sqrt(a + b), df, alternative);
    }

    /// <summary>One-way analysis of variance: F = variance between the groups' means over variance within groups.</summary>
    public static TestResult OneWayAnova(params ReadOnlySpan<double[]> groups)
    {
        Need(groups.Length, 2);
        double[] all = [.. groups.ToArray().SelectMany(g => g)];
        double grand = Moments.Mean(all), between = 0, within = 0;
        foreach (double[] g in groups)
        {
            between += g.Length * Math.Pow(Moments.Mean(g) - grand, 2);
            within += Moments.Variance(g, 0) * g.Length;
        }
        (double d1, double d2) = (groups.Length - 1, all.Length - groups.Length);
        double f = between / d1 / (within / d2);
        return new(f, Distributions.FSurvival(f, d1, d2));
    }

    private static TestResult Result(double t, double df, Alternative alternative) => new(t, alternative switch
    {
        Alternative.Greater => Distributions.StudentSurvival(t, df),
        Alternative.Less => Distributions.StudentCdf(t, df),
        _ => Distributions.StudentTwoSided(t, df),
    });

    private static void Need(int got, int least)
    {
        if (got < least) throw new ArgumentException($"the test needs at least {least} values or groups, got {got}.");
    }
}
