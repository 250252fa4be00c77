namespace Neuron.Experiments.Signal;

/// <summary>Window functions, by SciPy's conventions: periodic (for spectra) or symmetric (for filter design).</summary>
internal static class Window
{
    /// <summary>0.5 − 0.5·cos(2πn/M), M = length when periodic, length − 1 when symmetric.</summary>
    public static double[] Hann(int length, bool periodic = true) => SignalWindow.Hann(length, periodic, DType.Float64, Device.Cpu).ToArray<double>();

    /// <summary>Flat in the middle, a cosine taper over the fraction <paramref name="alpha"/> of the length.</summary>
    public static double[] Tukey(int length, double alpha, bool periodic = true) => Build(length, periodic, (n, last) =>
    {
        if (alpha <= 0) return 1;
        double edge = Math.Floor(alpha * last / 2);
        if (n <= edge) return 0.5 * (1 + Math.Cos(Math.PI * (-1 + 2.0 * n / (alpha * last))));
        return n < last - edge ? 1 : 0.5 * (1 + Math.Cos(Math.PI * (-2 / alpha + 1 + 2.0 * n / (alpha * last))));
    });

    /// <summary>I₀(β·√(1 − ((2n/M) − 1)²)) / I₀(β).</summary>
    public static double[] Kaiser(int length, double beta, bool periodic = false)
    {
        double atZero = BesselI0(beta);
        return Build(length, periodic, (n, last) => BesselI0(beta * Math.Sqrt(Math.Max(0, 1 - Math.Pow(2.0 * n / last - 1, 2)))) / atZero);
    }

    /// <summary>exp(−½·((n − centre)/σ)²), σ in samples.</summary>
    public static double[] Gaussian(int length, double sigma, bool periodic = false) =>
        Build(length, periodic, (n, last) => Math.Exp(-0.5 * Math.Pow((n - last / 2.0) / sigma, 2)));

    /// <summary>Modified Bessel function of the first kind, order 0: Σ ((x²/4)^k / (k!)²).</summary>
    public static double BesselI0(double x)
    {
        double quarter = x * x / 4, term = 1, sum = 1;
        for (int k = 1; term > sum * 1e-17; k++) sum += term *= quarter / ((double)k * k);
        return sum;
    }

    private static double[] Build(int length, bool periodic, Func<int, int, double> value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var window = new double[length];
        int last = periodic ? length : length - 1;
        for (int n = 0; n < length; n++) window[n] = length == 1 ? 1 : value(n, last);
        return window;
    }
}
