namespace Neuron.Kernels.Operators;

/// <summary>Special functions that .NET lacks, in double precision.</summary>
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
        if (double.IsNaN(x)) return x;
        if (x <= 0)
        {
            if (x == Math.Floor(x)) return double.PositiveInfinity;
            return Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - LogGamma(1 - x);
        }
        if (x is 1 or 2) return 0;
        double product = 1;
        while (x < 10) product *= x++;
        double z = 1 / (x * x);
        double series = ((((((-691.0 / 360360 * z) + (1.0 / 1188)) * z - (1.0 / 1680)) * z + (1.0 / 1260)) * z - (1.0 / 360)) * z + (1.0 / 12)) / x;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - Math.Log(product);
    }

    /// <summary>Derivative number <paramref name="order"/> of digamma, by its asymptotic series above 15 + order and the recurrence below.</summary>
    public static double Polygamma(int order, double x)
    {
        if (double.IsNaN(x)) return x;
        if (x <= 0)
        {
            if (x == Math.Floor(x)) return double.NaN;
            return order == 0 ? Polygamma(0, 1 - x) - (Math.PI / Math.Tan(Math.PI * x))
                : throw new NotSupportedException($"polygamma of order {order} is not defined here for negative numbers.");
        }
        double sign = order % 2 == 0 ? -1 : 1, factorial = 1, shifted = 0;
        for (int i = 2; i <= order; i++) factorial *= i;
        for (; x < 15 + order; x++) shifted += sign * factorial / Math.Pow(x, order + 1);
        ReadOnlySpan<double> bernoulli = [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510];
        double sum = order == 0 ? Math.Log(x) - (0.5 / x)
            : sign * ((factorial / order / Math.Pow(x, order)) + (factorial / (2 * Math.Pow(x, order + 1))));
        // B₂ₖ (2k + order − 1)! / ((2k)! x^(2k + order))
        for (int k = 1; k <= bernoulli.Length; k++)
        {
            double ratio = 1;
            if (order == 0) ratio = 1.0 / (2 * k);
            else for (int i = (2 * k) + 1; i <= (2 * k) + order - 1; i++) ratio *= i;
            sum += sign * bernoulli[k - 1] * ratio / Math.Pow(x, (2 * k) + order);
        }
        return sum + shifted;
    }
}
