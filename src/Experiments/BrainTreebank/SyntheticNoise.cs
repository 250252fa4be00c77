using Neuron.Kernels.Cpu;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>Gaussian noise of given spectra, by shaping the Fourier transform of white noise.</summary>
internal static class SyntheticNoise
{
    private const double Rate = 2048;

    /// <summary>Rows of noise of unit variance; amplitude[i](f) is the shape of row i at f > 0 Hz.</summary>
    /// <returns>float32 [amplitude.Length, samples].</returns>
    public static Tensor Draw(int samples, Rng rng, params ReadOnlySpan<Func<double, double>> amplitude)
    {
        int length = 2 * FftPlan<float>.FastLength((samples + 1) / 2), bins = length / 2 + 1;
        var shape = new float[amplitude.Length * bins];
        for (int i = 0; i < amplitude.Length; i++)
            for (int k = 1; k < bins; k++) shape[i * bins + k] = (float)amplitude[i](Rate * k / length);
        var noise = (rng.Normal([amplitude.Length, bins, 2]) * Tensor.From(shape, [amplitude.Length, bins, 1])).Irfft(length).Slice(-1, 0, samples);
        return noise / noise.Square().Mean(-1, keepDims: true).Sqrt();
    }

    /// <summary>Power as 1/max(f, floor)^exponent.</summary>
    public static Func<double, double> Pink(double exponent, double floorHz) => f => Math.Pow(Math.Max(f, floorHz), -exponent / 2);

    /// <summary>Brick-wall band.</summary>
    public static Func<double, double> Band(double lowHz, double highHz) => f => f >= lowHz && f <= highHz ? 1 : 0;
}
