namespace Neuron.Experiments.Signal;

/// <summary>A complex wavelet as taps.</summary>
internal sealed class Wavelet
{
    private Wavelet(double[] re, double[] im) => (Re, Im) = (re, im);

    /// <summary>Real parts of the taps.</summary>
    public IReadOnlyList<double> Re { get; }

    /// <summary>Imaginary parts of the taps.</summary>
    public IReadOnlyList<double> Im { get; }

    /// <summary>Number of taps.</summary>
    public int Length => Re.Count;

    /// <summary>π^(−¼)·s^(−½)·exp(i·w·t/s)·exp(−t²/2s²) at t = −(M−1)/2 … (M−1)/2, s the width in samples.</summary>
    public static Wavelet Morlet(int length, double s, double w)
    {
        double norm = Math.Pow(Math.PI, -0.25) / Math.Sqrt(s);
        return Build(length, i => i - (length - 1) / 2.0, t => norm * Math.Exp(-t * t / (2 * s * s)), t => w * t / s);
    }

    /// <summary>
    /// The wavelet of the superlet transform with c cycles at frequency f: with s = 1/(2πf), dt = 1/fs, k = 5,
    /// √dt/(4π) · k/(s·c·(2π)^1.5) · exp(i·t/s) · exp(−½(k·t/(2πcs))²) over 10·s·c seconds.
    /// </summary>
    public static Wavelet OfCycles(double frequencyHz, double cycles, double sampleRateHz)
    {
        const double k = 5;
        double s = 1 / (2 * Math.PI * frequencyHz), dt = 1 / sampleRateHz, support = 10 * s * cycles / dt, start = (1 - support) / 2;
        int length = (int)Math.Ceiling((support + 1) / 2 - start);
        double norm = Math.Sqrt(dt) / (4 * Math.PI) * k / (s * cycles * Math.Pow(2 * Math.PI, 1.5));
        return Build(length, m => (start + m) * dt, t => norm * Math.Exp(-0.5 * Math.Pow(k * t / (2 * Math.PI * cycles * s), 2)), t => t / s);
    }

    private static Wavelet Build(int length, Func<int, double> time, Func<double, double> envelope, Func<double, double> phase)
    {
        double[] re = new double[length], im = new double[length];
        for (int i = 0; i < length; i++)
        {
            double t = time(i), size = envelope(t);
            (re[i], im[i]) = (size * Math.Cos(phase(t)), size * Math.Sin(phase(t)));
        }
        return new(re, im);
    }
}
