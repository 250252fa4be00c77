namespace Neuron.Experiments.Signal;

/// <summary>Changes of the sampling rate along the last axis.</summary>
internal static class Resampling
{
    /// <summary>Rate × up / down by a polyphase low-pass (Kaiser window, β 5, ten cycles to each side), zeros beyond the ends: [.., N] → [.., ⌈N·up/down⌉].</summary>
    public static Tensor Polyphase(Tensor x, int up, int down)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(up, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(down, 1);
        CheckSignals(x);
        int divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(up, down);
        (up, down) = (up / divisor, down / divisor);
        if (up == 1 && down == 1) return x;
        int rate = Math.Max(up, down), half = 10 * rate, samples = x.Shape[^1], count = checked((int)(((long)samples * up + down - 1) / down)), steps = (count + up - 1) / up;
        double[] taps = FilterDesign.FirLowpass(1.0 / rate, Window.Kaiser(2 * half + 1, 5));
        // output q·up + r = up · Σ_m x[q·down + m] · taps[half + r·down − m·up]: for each r a kernel, q its strided position
        int before = half / up, behind = ((up - 1) * down + half) / up, width = before + 1 + behind;
        var kernels = new double[up * width];
        for (int r = 0; r < up; r++)
            for (int m = -before; m <= behind; m++)
                if (half + r * down - m * up is var tap && tap >= 0 && tap < taps.Length) kernels[r * width + before + m] = up * taps[tap];
        int after = (steps - 1) * down + behind + 1 - samples; // below 0 it cuts off
        return x.Reshape(-1, 1, samples).Pad([before, after]).Conv1d(Constant(kernels, [up, 1, width], x), stride: down)
            .Transpose(1, 2).Reshape(-1, steps * up).Slice(-1, 0, count).Reshape([.. x.Shape[..^1], count]);
    }

    /// <summary>Exactly <paramref name="count"/> samples by cutting or padding the spectrum; the signals are taken as periodic.</summary>
    public static Tensor Fourier(Tensor x, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        CheckSignals(x);
        int samples = x.Shape[^1], smaller = Math.Min(count, samples), kept = smaller / 2 + 1;
        if (count == samples) return x;
        double[] scale = [.. Enumerable.Repeat((double)count / samples, kept)];
        if (smaller % 2 == 0) scale[^1] *= count < samples ? 2 : 0.5; // the bin at half the lower rate stands for ±N/2
        return (x.Rfft().Slice(-2, 0, kept) * Constant(scale, [kept, 1], x)).Pad([0, 0, 0, count / 2 + 1 - kept]).Irfft(count);
    }

    /// <summary>
    /// Every <paramref name="factor"/>th sample after a zero-phase Chebyshev type I low-pass of order 8 (0.05 dB ripple,
    /// cut-off 0.8 of the new Nyquist frequency).
    /// </summary>
    public static Tensor Decimate(Tensor x, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        CheckSignals(x);
        return SecondOrderSections.From(FilterDesign.Chebyshev1(8, 0.05, Band.Lowpass, 2, 0.8 / factor)).FilterBothWays(x).Slice(-1, 0, step: factor);
    }

    private static Tensor Constant(double[] values, Shape shape, Tensor like) => Tensor.From(values, shape, Device.Cpu).To(like.DType).To(like.Device);

    private static void CheckSignals(Tensor x)
    {
        if (x.DType is not (DType.Float32 or DType.Float64) || x.Rank < 1 || x.Shape[^1] == 0) throw ShapeException.Expected("resampling", "float32 or float64 signals [.., N], N at least 1", x);
    }
}
