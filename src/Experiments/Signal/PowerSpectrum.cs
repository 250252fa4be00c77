using Neuron.Kernels.Cpu;

namespace Neuron.Experiments.Signal;

/// <summary>One-sided power densities (units²/Hz), each frame with its mean removed.</summary>
internal static class PowerSpectrum
{
    /// <summary>Welch's estimate: the average periodogram of frames under a periodic Hann window that overlap by half.</summary>
    /// <returns>Density of each bin; bin b lies at b·fs/frame.</returns>
    public static double[] Welch(ReadOnlySpan<double> x, double sampleRateHz, int frame)
    {
        double[] all = Spectrogram(x, sampleRateHz, Window.Hann(frame), frame / 2);
        int bins = frame / 2 + 1, frames = all.Length / bins;
        var mean = new double[bins];
        for (int b = 0; b < bins; b++) mean[b] = all.AsSpan(b * frames, frames).ToArray().Average();
        return mean;
    }

    /// <summary>Periodograms of successive frames without padding, bins × frames.</summary>
    public static double[] Spectrogram(ReadOnlySpan<double> x, double sampleRateHz, ReadOnlySpan<double> window, int overlap)
    {
        int hop = window.Length - overlap;
        if (hop <= 0 || x.Length < window.Length)
            throw new ArgumentException($"spectrogram: {x.Length} samples in frames of {window.Length} that overlap by {overlap}.");
        FftReal<double> plan = FftReal<double>.For(window.Length);
        (int bins, int frames) = (plan.Bins, 1 + (x.Length - window.Length) / hop);
        double power = 0;
        foreach (double w in window) power += w * w;
        double[] density = new double[bins * frames], frame = new double[window.Length], re = new double[bins], im = new double[bins];
        for (int k = 0; k < frames; k++)
        {
            ReadOnlySpan<double> from = x.Slice(k * hop, window.Length);
            double mean = 0;
            foreach (double v in from) mean += v;
            mean /= from.Length;
            for (int n = 0; n < frame.Length; n++) frame[n] = (from[n] - mean) * window[n];
            plan.Forward(frame, re, im);
            for (int b = 0; b < bins; b++)
            {
                bool twice = b > 0 && (b < bins - 1 || window.Length % 2 == 1); // the mirror frequency's share
                density[b * frames + k] = (re[b] * re[b] + im[b] * im[b]) * (twice ? 2 : 1) / (sampleRateHz * power);
            }
        }
        return density;
    }
}
