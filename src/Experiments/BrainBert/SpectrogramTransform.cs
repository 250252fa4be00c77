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
/// <remarks>Computed on the CPU in float64: a bin with next to no power would otherwise hold rounding noise after its z-score.</remarks>
internal sealed class SpectrogramTransform(SpectrogramKind kind)
{
    /// <summary>Frequencies of an image.</summary>
    public const int Bins = 40;

    /// <summary>Samples from one frame to the next.</summary>
    public const int Hop = 50;

    private const int FrameLength = 400, LibraryClip = 10, NotebookClip = 5, Batch = 32;

    private static readonly Stft s_stft = new() { Window = Window.Hann(FrameLength), Overlap = FrameLength - Hop, Bins = Bins };
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

    /// <summary>The images of windows of a channel, float32 [windows, frames, 40].</summary>
    /// <param name="channel">Its samples.</param>
    /// <param name="starts">The first sample of each window.</param>
    /// <param name="length">Samples of a window.</param>
    public Tensor Of(ReadOnlySpan<float> channel, IReadOnlyList<int> starts, int length)
    {
        int frames = Frames(length), cells = frames * Bins;
        var images = new float[(long)starts.Count * cells];
        for (int at = 0; at < starts.Count; at += Batch)
        {
            int count = Math.Min(Batch, starts.Count - at);
            var x = new double[count * length];
            for (int i = 0; i < count; i++)
                for (int n = 0; n < length; n++) x[i * length + n] = channel[starts[at + i] + n];
            Images(Tensor.From(x, [count, length], Device.Cpu)).CopyTo(images.AsSpan(at * cells, count * cells));
        }
        return Tensor.From(images, [starts.Count, frames, Bins]);
    }

    private Tensor Images(Tensor x)
    {
        Tensor magnitude = kind == SpectrogramKind.Superlet ? s_superlets.Value.Transform(x, Hop) : s_stft.Transform(x).ComplexAbs();
        Tensor z = kind == SpectrogramKind.Stft ? Clipped(Detrend.ZScore(magnitude)) : Detrend.ZScore(Clipped(magnitude));
        return Tensor.Where(z.IsNaN(), z.ZerosLike(), z).Transpose(1, 2).To(DType.Float32);

        Tensor Clipped(Tensor t) => t.Slice(-1, Clip, t.Shape[^1] - Clip);
    }

    private static double[] Linspace(double low, double high, int count) => [.. Enumerable.Range(0, count).Select(i => low + (high - low) * i / (count - 1))];
}
