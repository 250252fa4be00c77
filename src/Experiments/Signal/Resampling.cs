using Neuron.Kernels.Cpu;

namespace Neuron.Experiments.Signal;

/// <summary>Changes of the sampling rate.</summary>
internal static class Resampling
{
    /// <summary>Rate × up / down by a polyphase low-pass (Kaiser window, β 5, ten cycles to each side), zeros beyond the ends.</summary>
    public static double[] Polyphase(ReadOnlySpan<double> x, int up, int down)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(up, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(down, 1);
        int divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(up, down);
        (up, down) = (up / divisor, down / divisor);
        if (up == 1 && down == 1) return x.ToArray();
        int rate = Math.Max(up, down), half = 10 * rate;
        double[] taps = FilterDesign.FirLowpass(1.0 / rate, Window.Kaiser(2 * half + 1, 5));
        var y = new double[((long)x.Length * up + down - 1) / down];
        for (int k = 0; k < y.Length; k++)
        {
            // the output at position k·down of the signal with up − 1 zeros between its samples
            long centre = (long)k * down;
            long first = Math.Max(0, (centre - half + up - 1) / up), last = Math.Min(x.Length - 1, (centre + half) / up);
            double sum = 0;
            for (long i = first; i <= last; i++) sum += x[(int)i] * taps[centre + half - i * up];
            y[k] = sum * up;
        }
        return y;
    }

    /// <summary>Exactly <paramref name="count"/> samples by cutting or padding the spectrum; the signal is taken as periodic.</summary>
    public static double[] Fourier(ReadOnlySpan<double> x, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        FftReal<double> from = FftReal<double>.For(x.Length), to = FftReal<double>.For(count);
        double[] re = new double[from.Bins], im = new double[from.Bins], outRe = new double[to.Bins], outIm = new double[to.Bins], y = new double[count];
        from.Forward(x, re, im);
        int smaller = Math.Min(count, x.Length), kept = smaller / 2 + 1;
        re.AsSpan(0, kept).CopyTo(outRe);
        im.AsSpan(0, kept).CopyTo(outIm);
        if (smaller % 2 == 0 && count != x.Length) // the bin at half the lower rate stands for ±N/2
        {
            double share = count < x.Length ? 2 : 0.5;
            outRe[smaller / 2] *= share;
            outIm[smaller / 2] *= share;
        }
        to.Inverse(outRe, outIm, y);
        for (int i = 0; i < count; i++) y[i] *= (double)count / x.Length;
        return y;
    }

    /// <summary>
    /// Every <paramref name="factor"/>th sample after a zero-phase Chebyshev type I low-pass of order 8 (0.05 dB ripple,
    /// cut-off 0.8 of the new Nyquist frequency).
    /// </summary>
    public static double[] Decimate(ReadOnlySpan<double> x, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        double[] filtered = FilterDesign.Chebyshev1(8, 0.05, Band.Lowpass, 2, 0.8 / factor).ToTransferFunction().FilterBothWays(x);
        var y = new double[(x.Length + factor - 1) / factor];
        for (int i = 0; i < y.Length; i++) y[i] = filtered[i * factor];
        return y;
    }
}
