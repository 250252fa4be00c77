namespace Neuron.Kernels.Operators;

/// <summary>Special functions that .NET lacks, in double precision. Kernels call them too: no recursion, no exceptions.</summary>
internal static class SpecialFunctions
{
    /// <summary>The x with erf x = y: Winitzki's approximation, then Halley's steps on erf or, in the tails, erfc.</summary>
    public static double ErfInv(double y)
    {
        if (double.IsNaN(y) || Math.Abs(y) > 1) return double.NaN;
        if (Math.Abs(y) == 1) return y * double.PositiveInfinity;
        double log = Math.Log((1 - y) * (1 + y)), t = (2 / (Math.PI * 0.147)) + (log / 2);
        double x = Math.Sqrt(Math.Sqrt((t * t) - (log / 0.147)) - t);
        double target = Math.Abs(y);
        for (int i = 0; i < 3; i++)
        {
            double error = target < 0.5 ? ScalarMath.Erf(x) - target : (1 - target) - ScalarMath.Erfc(x);
            double step = error / (2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x));
            x -= step / (1 + (x * step));
        }
        return Math.CopySign(x, y);
    }

    /// <summary>√π/2 · e^(x²) at x = erfinv y.</summary>
    public static double ErfInvDerivative(double y)
    {
        double x = ErfInv(y);
        return Math.Sqrt(Math.PI) / 2 * Math.Exp(x * x);
    }

    /// <summary>log |Γ(x)|: Stirling's series above 10, the recurrence below, reflection for negative x.</summary>
    public static double LogGamma(double x)
    {
        if (x > 0 || double.IsNaN(x)) return LogGammaOfPositive(x);
        if (x == Math.Floor(x)) return double.PositiveInfinity;
        return Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - LogGammaOfPositive(1 - x);
    }

    /// <summary>
    /// Derivative number <paramref name="order"/> of digamma, by its asymptotic series above 15 + order and the recurrence below;
    /// NaN at the poles and, for orders above 0, at negative x.
    /// </summary>
    public static double Polygamma(int order, double x)
    {
        if (x > 0 || double.IsNaN(x)) return PolygammaOfPositive(order, x);
        if (x == Math.Floor(x) || order > 0) return double.NaN;
        return PolygammaOfPositive(0, 1 - x) - (Math.PI / Math.Tan(Math.PI * x));
    }

    private static double LogGammaOfPositive(double x)
    {
        if (x == 1 || x == 2) return 0;
        if (double.IsPositiveInfinity(x)) return x;
        double product = 1;
        while (x < 10) product *= x++;
        double z = 1 / (x * x);
        double series = ((((((-691.0 / 360360 * z) + (1.0 / 1188)) * z - (1.0 / 1680)) * z + (1.0 / 1260)) * z - (1.0 / 360)) * z + (1.0 / 12)) / x;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - Math.Log(product);
    }

    private static double PolygammaOfPositive(int order, double x)
    {
        double sign = order % 2 == 0 ? -1 : 1, factorial = 1, shifted = 0;
        for (int i = 2; i <= order; i++) factorial *= i;
        for (; x < 15 + order; x++) shifted += sign * factorial / Math.Pow(x, order + 1);
        double sum = order == 0 ? Math.Log(x) - (0.5 / x)
            : sign * ((factorial / order / Math.Pow(x, order)) + (factorial / (2 * Math.Pow(x, order + 1))));
        // B₂ₖ (2k + order − 1)! / ((2k)! x^(2k + order))
        for (int k = 1; k <= 8; k++)
        {
            double ratio = 1;
            if (order == 0) ratio = 1.0 / (2 * k);
            else for (int i = (2 * k) + 1; i <= (2 * k) + order - 1; i++) ratio *= i;
            sum += sign * Bernoulli(k) * ratio / Math.Pow(x, (2 * k) + order);
        }
        return sum + shifted;
    }

    /// <summary>The Bernoulli number B₂ₖ, k from 1 to 8.</summary>
    private static double Bernoulli(int k) => k switch
    {
        1 => 1.0 / 6,
        2 => -1.0 / 30,
        3 => 1.0 / 42,
        4 => -1.0 / 30,
        5 => 5.0 / 66,
        6 => -691.0 / 2730,
        7 => 7.0 / 6,
        _ => -3617.0 / 510,
    };
}
