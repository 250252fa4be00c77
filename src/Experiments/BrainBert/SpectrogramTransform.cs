using Neuron.Experiments.Signal;

namespace Neuron.Experiments.BrainBert;

/// <summary>How a window of voltage becomes an image.</summary>
internal enum SpectrogramKind
{
    /// <summary>Short-time Fourier magnitudes, z-scored over all frames, then ten frames off each end: the authors' library.</summary>
    Stft,

    /// <summary>The same with five frames off each end before the z-score: the authors' notebook.</summary>
    StftNotebook,

    /// <summary>Superlet magnitudes, five frames off each end, then z-scored.</summary>
    Superlet,
}

/// <summary>Windows of voltage at 2048 Hz to images of 40 frequencies, z-scored over time in each window (specification 3).</summary>
/// <remarks>Computed in float64: a bin with next to no power would otherwise hold rounding noise after its z-score. Thread-safe.</remarks>
internal sealed class SpectrogramTransform(SpectrogramKind kind)
{
    /// <summary>Frequencies of an image.</summary>
    public const int Bins = 40;

    /// <summary>Samples from one frame to the next.</summary>
    public const int Hop = 50;

    private const int FrameLength = 400, LibraryClip = 10, NotebookClip = 5;

    private static readonly Stft s_stft = new() { Window = Window.Hann(FrameLength), Overlap = FrameLength - Hop, SampleRateHz = ChannelReader.RateHz };
    private static readonly Lazy<Superlets> s_superlets = new(() => new(ChannelReader.RateHz, Linspace(0.1, 200, Bins)));

    private int Clip => kind == SpectrogramKind.Stft ? LibraryClip : NotebookClip;

    /// <summary>The frequency of each bin, Hz.</summary>
    public double[] FrequenciesHz => kind == SpectrogramKind.Superlet ? Linspace(0.1, 200, Bins) : [.. Enumerable.Range(0, Bins).Select(b => b * ChannelReader.RateHz / FrameLength)];

    /// <summary>Frames of the image of that many samples.</summary>
    /// <exception cref="ArgumentException">There are too few samples for one frame.</exception>
    public int Frames(int samples)
    {
        int frames = (kind == SpectrogramKind.Superlet ? (samples + Hop - 1) / Hop : s_stft.FrameCount(samples)) - 2 * Clip;
        return frames > 0 ? frames : throw new ArgumentException($"spectrogram: {samples} samples leave no frame after {Clip} are taken off each end.");
    }

    /// <summary>The image of a window, [frames, 40] row-major.</summary>
    public float[] Of(ReadOnlySpan<float> samples)
    {
        var image = new float[Frames(samples.Length) * Bins];
        Into(samples, image);
        return image;
    }

    /// <summary>Writes the image of a window.</summary>
    public void Into(ReadOnlySpan<float> samples, Span<float> image)
    {
        var x = new double[samples.Length];
        for (int n = 0; n < x.Length; n++) x[n] = samples[n];
        double[] magnitude = kind == SpectrogramKind.Superlet ? s_superlets.Value.Transform(x, Hop) : StftMagnitude(x);
        int all = magnitude.Length / Bins, frames = all - 2 * Clip, from = kind == SpectrogramKind.Stft ? 0 : Clip, to = kind == SpectrogramKind.Stft ? all : all - Clip;
        for (int b = 0; b < Bins; b++)
        {
            Span<double> row = magnitude.AsSpan(b * all, all);
            Detrend.ZScoreRows(row[from..to], 1);
            for (int t = 0; t < frames; t++) image[t * Bins + b] = double.IsNaN(row[Clip + t]) ? 0 : (float)row[Clip + t];
        }
    }

    private static double[] StftMagnitude(double[] x)
    {
        ComplexSpectrogram z = s_stft.Transform(x);
        var magnitude = new double[Bins * z.Frames];
        for (int i = 0; i < magnitude.Length; i++) magnitude[i] = Math.Sqrt(z.Re[i] * z.Re[i] + z.Im[i] * z.Im[i]);
        return magnitude;
    }

    private static double[] Linspace(double low, double high, int count) => [.. Enumerable.Range(0, count).Select(i => low + (high - low) * i / (count - 1))];
}
