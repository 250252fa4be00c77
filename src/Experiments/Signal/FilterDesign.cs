using System.Numerics;

namespace Neuron.Experiments.Signal;

/// <summary>Which frequencies a filter keeps.</summary>
internal enum Band
{
    /// <summary>Below the cut-off.</summary>
    Lowpass,

    /// <summary>Above the cut-off.</summary>
    Highpass,

    /// <summary>Between two frequencies.</summary>
    Bandpass,

    /// <summary>Outside of two frequencies.</summary>
    Bandstop,
}

/// <summary>Digital recursive filters designed from analog prototypes, by SciPy's conventions.</summary>
internal static class FilterDesign
{
    /// <summary>Butterworth filter of an order; −3 dB at the given frequencies (one, or two for a band).</summary>
    /// <exception cref="ArgumentException">A frequency is outside (0, sampleRateHz / 2), or their number does not suit the band.</exception>
    public static ZeroPoleGain Butterworth(int order, Band band, double sampleRateHz, params ReadOnlySpan<double> frequenciesHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        var poles = new Complex[order];
        for (int i = 0; i < order; i++) poles[i] = -Complex.FromPolarCoordinates(1, Math.PI * (2 * i - order + 1) / (2.0 * order));
        return Digital(new ZeroPoleGain([], poles, 1), band, sampleRateHz, frequenciesHz);
    }

    /// <summary>Chebyshev type I filter: <paramref name="rippleDb"/> of ripple in the pass band.</summary>
    public static ZeroPoleGain Chebyshev1(int order, double rippleDb, Band band, double sampleRateHz, params ReadOnlySpan<double> frequenciesHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        double eps = Math.Sqrt(Math.Pow(10, 0.1 * rippleDb) - 1), mu = Math.Asinh(1 / eps) / order;
        var poles = new Complex[order];
        for (int i = 0; i < order; i++) poles[i] = -Complex.Sinh(new Complex(mu, Math.PI * (2 * i - order + 1) / (2.0 * order)));
        double gain = poles.Aggregate(Complex.One, (a, p) => a * -p).Real;
        if (order % 2 == 0) gain /= Math.Sqrt(1 + eps * eps);
        return Digital(new ZeroPoleGain([], poles, gain), band, sampleRateHz, frequenciesHz);
    }

    /// <summary>
    /// Second-order notch: w = 2πf/fs, β = tan(w/2Q), g = 1/(1 + β), b = g·[1, −2cos w, 1], a = [1, −2g·cos w, 2g − 1].
    /// </summary>
    public static TransferFunction Notch(double frequencyHz, double q, double sampleRateHz)
    {
        CheckFrequency(frequencyHz, sampleRateHz);
        if (!(q > 0)) throw new ArgumentOutOfRangeException(nameof(q), q, "the quality factor must be positive.");
        double w = 2 * Math.PI * frequencyHz / sampleRateHz, g = 1 / (1 + Math.Tan(w / (2 * q)));
        return new([g, -2 * g * Math.Cos(w), g], [1, -2 * g * Math.Cos(w), 2 * g - 1]);
    }

    /// <summary>Notches in series, as one cascade of second-order sections.</summary>
    public static SecondOrderSections NotchCascade(double sampleRateHz, double q, params ReadOnlySpan<double> frequenciesHz)
    {
        var sections = new double[frequenciesHz.Length][];
        for (int i = 0; i < sections.Length; i++)
        {
            TransferFunction notch = Notch(frequenciesHz[i], q, sampleRateHz);
            sections[i] = [.. notch.B, .. notch.A];
        }
        return new SecondOrderSections(sections);
    }

    /// <summary>Linear-phase low-pass by the windowed sinc, gain 1 at 0 Hz.</summary>
    /// <param name="cutoff">Fraction of the Nyquist frequency, in (0, 1).</param>
    /// <param name="window">Symmetric; its length is the number of taps.</param>
    public static double[] FirLowpass(double cutoff, ReadOnlySpan<double> window)
    {
        if (!(cutoff is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(cutoff), cutoff, "a fraction of the Nyquist frequency in (0, 1).");
        var taps = new double[window.Length];
        double sum = 0;
        for (int i = 0; i < taps.Length; i++)
        {
            double m = i - 0.5 * (taps.Length - 1), x = Math.PI * cutoff * m;
            taps[i] = cutoff * (x == 0 ? 1 : Math.Sin(x) / x) * window[i];
            sum += taps[i];
        }
        for (int i = 0; i < taps.Length; i++) taps[i] /= sum;
        return taps;
    }

    private static ZeroPoleGain Digital(ZeroPoleGain prototype, Band band, double sampleRateHz, ReadOnlySpan<double> frequenciesHz)
    {
        int needed = band is Band.Lowpass or Band.Highpass ? 1 : 2;
        if (frequenciesHz.Length != needed) throw new ArgumentException($"{band} takes {needed} cut-off frequencies, got {frequenciesHz.Length}.");
        foreach (double f in frequenciesHz) CheckFrequency(f, sampleRateHz);
        double low = Warp(frequenciesHz[0], sampleRateHz), high = Warp(frequenciesHz[^1], sampleRateHz);
        if (needed == 2 && low >= high) throw new ArgumentException($"{band}: the first frequency must be below the second, got {frequenciesHz[0]} and {frequenciesHz[1]} Hz.");
        return (band switch
        {
            Band.Lowpass => prototype.ToLowpass(low),
            Band.Highpass => prototype.ToHighpass(low),
            Band.Bandpass => prototype.ToBandpass(low, high),
            _ => prototype.ToBandstop(low, high),
        }).Bilinear();
    }

    private static double Warp(double frequencyHz, double sampleRateHz) => 4 * Math.Tan(Math.PI * frequencyHz / sampleRateHz);

    private static void CheckFrequency(double frequencyHz, double sampleRateHz)
    {
        if (!(frequencyHz > 0 && frequencyHz < sampleRateHz / 2))
            throw new ArgumentException($"a cut-off of {frequencyHz} Hz at a sampling rate of {sampleRateHz} Hz; it must lie in (0, {sampleRateHz / 2}).");
    }
}
