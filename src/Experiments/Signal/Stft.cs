namespace Neuron.Experiments.Signal;

/// <summary>How short-time spectra are scaled.</summary>
internal enum SpectralScaling
{
    /// <summary>Divided by the window's sum: a unit cosine has magnitude ½.</summary>
    Spectrum,

    /// <summary>Divided by √(fs·Σw²): the squared magnitude is a density in units²/Hz.</summary>
    Density,
}

/// <summary>A complex spectrogram: bins × frames, row-major, with the frequency of each bin and the time of each frame's centre.</summary>
internal sealed record ComplexSpectrogram(double[] Re, double[] Im, double[] FrequenciesHz, double[] TimesSeconds)
{
    /// <summary>Number of frequency bins.</summary>
    public int Bins => FrequenciesHz.Length;

    /// <summary>Number of frames.</summary>
    public int Frames => TimesSeconds.Length;

    /// <summary>|Z|, bins × frames.</summary>
    public double[] Magnitude()
    {
        var magnitude = new double[Re.Length];
        for (int i = 0; i < magnitude.Length; i++) magnitude[i] = double.Hypot(Re[i], Im[i]);
        return magnitude;
    }
}

/// <summary>Short-time Fourier transform and its inverse, by SciPy's conventions: one-sided, periodic window, no detrending.</summary>
internal sealed record Stft
{
    /// <summary>The window; its length is that of a frame.</summary>
    public required double[] Window { get; init; }

    /// <summary>Samples by which successive frames overlap; half a frame by default.</summary>
    public int Overlap { get => field < 0 ? Window.Length / 2 : field; init; } = -1;

    /// <summary>Length of the transform, at least that of a frame (zeros are appended); 0 = that of a frame.</summary>
    public int TransformLength { get => field == 0 ? Window.Length : field; init; }

    /// <summary>Samples a second.</summary>
    public double SampleRateHz { get; init; } = 1;

    /// <summary>Scaling of the values.</summary>
    public SpectralScaling Scaling { get; init; }

    /// <summary>Puts half a frame of zeros before and after the signal, so that frame k is centred on sample k·hop.</summary>
    public bool ZeroBoundary { get; init; } = true;

    /// <summary>Appends zeros until the frames cover every sample.</summary>
    public bool PadEnd { get; init; } = true;

    /// <summary>Frequencies computed, from 0 on; all by default.</summary>
    public int? Bins { get; init; }

    private int Hop => Window.Length - Overlap;

    private double Scale => Scaling == SpectralScaling.Spectrum ? 1 / Math.Abs(Window.Sum()) : 1 / Math.Sqrt(SampleRateHz * Window.Sum(w => w * w));

    /// <summary>Number of frames for a signal of that many samples.</summary>
    public int FrameCount(int samples) => 1 + (Padded(samples) - Window.Length) / Hop;

    /// <summary>Z[b, k] = scale · Σₙ w[n]·x[k·hop + n]·exp(−2πi·bn/N) along the last axis: [.., T] → [.., bins, frames, 2].</summary>
    /// <exception cref="ArgumentException">The signal is shorter than a frame, or the sizes do not fit each other.</exception>
    public Tensor Transform(Tensor x)
    {
        Check();
        int samples = x.Shape[^1], length = Padded(samples), before = ZeroBoundary ? Window.Length / 2 : 0, appended = TransformLength - Window.Length;
        if (length < Window.Length) throw new ArgumentException($"stft: {samples} samples, shorter than a frame of {Window.Length}.");
        double scale = Scale;
        double[] window = new double[TransformLength];
        for (int n = 0; n < Window.Length; n++) window[n] = Window[n] * scale;
        return x.Pad([before, length - samples - before + appended])
            .Stft(new() { Size = TransformLength, Hop = Hop, Window = Tensor.From(window, device: Device.Cpu), Centre = false, Bins = Bins });
    }

    /// <summary>The transform of one signal.</summary>
    /// <exception cref="ArgumentException">The signal is shorter than a frame, or the sizes do not fit each other.</exception>
    public ComplexSpectrogram Transform(ReadOnlySpan<double> x)
    {
        Tensor z = Transform(Tensor.From(x, [x.Length]));
        (int bins, int frames) = (z.Shape[0], z.Shape[1]);
        return new(z.Select(-1, 0).Contiguous().ToArray<double>(), z.Select(-1, 1).Contiguous().ToArray<double>(),
            [.. Enumerable.Range(0, bins).Select(b => b * SampleRateHz / TransformLength)],
            [.. Enumerable.Range(0, frames).Select(k => (k * Hop + (ZeroBoundary ? 0 : Window.Length / 2.0)) / SampleRateHz)]);
    }

    /// <summary>The signal of which <paramref name="z"/> is the transform, by weighted overlap-add.</summary>
    public double[] Inverse(ComplexSpectrogram z)
    {
        Check();
        int bins = TransformLength / 2 + 1;
        if (z.Bins != bins) throw new ArgumentException($"istft: {z.Bins} bins, a transform of {TransformLength} has {bins}.");
        Tensor window = Tensor.From(Window, device: Device.Cpu);
        Tensor spectra = Tensor.Stack([Tensor.From(z.Re, [bins, z.Frames], Device.Cpu), Tensor.From(z.Im, [bins, z.Frames], Device.Cpu)], -1).Transpose(0, 1);
        Tensor frames = spectra.Irfft(TransformLength).Slice(-1, 0, Window.Length) * (1 / Scale) * window;
        Tensor weight = window.Square().Expand(z.Frames, Window.Length).OverlapAdd(Hop);
        // samples that no window covers are left as they are
        double[] x = (frames.OverlapAdd(Hop) / Tensor.Where(weight.Gt(1e-10), weight, weight.OnesLike())).ToArray<double>();
        int edge = ZeroBoundary ? Window.Length / 2 : 0;
        return x[edge..^edge];
    }

    private int Padded(int samples)
    {
        int length = samples + (ZeroBoundary ? 2 * (Window.Length / 2) : 0);
        return PadEnd && length >= Window.Length ? length + (Hop - (length - Window.Length) % Hop) % Hop : length;
    }

    private void Check()
    {
        if (Overlap >= Window.Length) throw new ArgumentException($"stft: an overlap of {Overlap} in frames of {Window.Length} samples leaves no hop.");
        if (TransformLength < Window.Length) throw new ArgumentException($"stft: a transform of {TransformLength} is shorter than a frame of {Window.Length}.");
    }
}
