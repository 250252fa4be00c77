using MathNet.Numerics;

namespace Neuron.Experiments.Statistics;

/// <summary>Distribution functions with accurate tails (the survival function is never 1 − cdf).</summary>
internal static class Distributions
{
    /// <summary>P(Z ≤ z), Z standard normal.</summary>
    public static double NormalCdf(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));

    /// <summary>P(Z &gt; z).</summary>
    public static double NormalSurvival(double z) => 0.5 * SpecialFunctions.Erfc(z / Math.Sqrt(2));

    /// <summary>The z with P(Z ≤ z) = p.</summary>
    public static double NormalQuantile(double p) => -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * p);

    /// <summary>P(T &gt; t), Student's t with <paramref name="df"/> degrees of freedom: ½·I(df/(df + t²); df/2, ½) for t ≥ 0.</summary>
    public static double StudentSurvival(double t, double df)
    {
        if (double.IsInfinity(t)) return t > 0 ? 0 : 1;
        double tail = 0.5 * SpecialFunctions.BetaRegularized(df / 2, 0.5, df / (df + t * t));
        return t >= 0 ? tail : 1 - tail;
    }

    /// <summary>P(T ≤ t).</summary>
    public static double StudentCdf(double t, double df) => StudentSurvival(-t, df);

    /// <summary>2·P(T &gt; |t|).</summary>
    public static double StudentTwoSided(double t, double df) => 2 * StudentSurvival(Math.Abs(t), df);

    /// <summary>The t with P(T ≤ t) = p, by bisection between doubling bounds, then Newton's steps.</summary>
    public static double StudentQuantile(double p, double df)
    {
        if (!(p is > 0 and < 1)) return p == 0 ? double.NegativeInfinity : p == 1 ? double.PositiveInfinity : double.NaN;
        if (p > 0.5) return -StudentQuantile(1 - p, df);
        double low = -1, high = 0;
        while (StudentCdf(low, df) > p) low *= 2;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (StudentCdf(middle, df) > p) high = middle;
            else low = middle;
        }
        double t = (low + high) / 2;
        double log = SpecialFunctions.GammaLn((df + 1) / 2) - SpecialFunctions.GammaLn(df / 2) - 0.5 * Math.Log(df * Math.PI);
        for (int i = 0; i < 3; i++)
            t -= (StudentCdf(t, df) - p) / Math.Exp(log - (df + 1) / 2 * Math.Log(1 + t * t / df));
        return t;
    }

    /// <summary>P(F &gt; f) with (d1, d2) degrees of freedom: I(d2/(d2 + d1·f); d2/2, d1/2).</summary>
    public static double FSurvival(double f, double d1, double d2) =>
        f <= 0 ? 1 : double.IsPositiveInfinity(f) ? 0 : SpecialFunctions.BetaRegularized(d2 / 2, d1 / 2, d2 / (d2 + d1 * f));

    /// <summary>P(χ² &gt; x): the regularised upper incomplete gamma function Q(df/2, x/2).</summary>
    public static double ChiSquareSurvival(double x, double df) => x <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(df / 2, x / 2);
}
