using System.Numerics;

namespace Neuron.Kernels.Operators;

/// <summary>Functions of one number that .NET's numeric interfaces lack, or compute less exactly than their type allows.</summary>
internal static class ScalarMath
{
    /// <summary>1 / (1 + e⁻ˣ), without overflow.</summary>
    public static T Sigmoid<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(x));
        return x >= T.Zero ? T.One / (T.One + e) : e / (T.One + e);
    }

    /// <summary>log(1 + x), exact near 0 (Kahan's correction).</summary>
    public static T Log1p<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        T u = T.One + x;
        return u == T.One ? x : T.IsPositiveInfinity(u) ? u : T.Log(u) * (x / (u - T.One));
    }

    /// <summary>eˣ − 1, exact near 0 (Kahan's correction).</summary>
    public static T Expm1<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        T u = T.Exp(x);
        if (u == T.One) return x;
        T less = u - T.One;
        return less == -T.One || T.IsInfinity(u) ? less : less * (x / T.Log(u));
    }

    /// <summary>Distribution function of the standard normal, Φ(x).</summary>
    public static T NormalCdf<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        T.CreateTruncating(0.5 * Erfc(-double.CreateTruncating(x) / Math.Sqrt(2)));

    /// <summary>Density of the standard normal.</summary>
    public static T NormalDensity<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        T.Exp(-x * x / (T.One + T.One)) / T.Sqrt(T.Pi + T.Pi);

    /// <summary>The error function, computed in double precision.</summary>
    public static T Erf<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(Erf(double.CreateTruncating(x)));

    /// <summary>Error function: Taylor series below 2, continued fraction of the complement above; relative error about 1e-15.</summary>
    public static double Erf(double x)
    {
        double z = Math.Abs(x);
        return z >= 2 ? Math.CopySign(1 - ErfcTail(z), x) : ErfSeries(x);
    }

    /// <summary>1 − erf(x), with full relative accuracy in the upper tail.</summary>
    public static double Erfc(double x) => x >= 1 ? ErfcTail(x) : x <= -2 ? 1 + (1 - ErfcTail(-x)) : 1 - ErfSeries(x);

    private static double ErfSeries(double x)
    {
        double z = Math.Abs(x);
        // erf z = 2/√π · e^(−z²) · Σ 2ⁿ z^(2n+1) / (1·3·…·(2n+1)): all terms positive, no cancellation
        double term = z, sum = z;
        for (int n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * z * z / ((2 * n) + 1);
            sum += term;
        }
        return Math.CopySign(2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum, x);
    }

    private static double ErfcTail(double x)
    {
        if (x > 27.3) return 0;
        // Laplace's continued fraction: erfc x = e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + …)))
        // its error falls as e^(−2x√(2n)) with n terms
        double fraction = x;
        for (int n = x < 2 ? 180 : 60; n >= 1; n--) fraction = x + (n / 2.0 / fraction);
        double square = x * x, rest = Math.FusedMultiplyAdd(x, x, -square); // what x² loses by rounding, e^(−x²) would multiply by x²
        return Math.Exp(-square) * (1 - rest) / Math.Sqrt(Math.PI) / fraction;
    }
}
