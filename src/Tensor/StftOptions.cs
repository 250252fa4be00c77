namespace Neuron;

/// <summary>How a short-time Fourier transform cuts and scales a signal.</summary>
public sealed record StftOptions
{
    /// <summary>Length of a transform.</summary>
    public required int Size { get; init; }

    /// <summary>Samples from one frame to the next; by default a quarter of the size.</summary>
    public int Hop { get => field > 0 ? field : Math.Max(1, Size / 4); init; }

    /// <summary>The window, up to <see cref="Size"/> long, centred in the frame; by default a periodic Hann window of the size.</summary>
    public Tensor? Window { get; init; }

    /// <summary>Pads half a frame at both ends, so that frame k is centred on sample k · hop.</summary>
    public bool Centre { get; init; } = true;

    /// <summary>How the ends are padded.</summary>
    public PadMode Padding { get; init; } = PadMode.Reflect;

    /// <summary>Divides by √size.</summary>
    public bool Normalised { get; init; }

    /// <summary>Keeps only the size/2 + 1 frequencies from 0 to half the sample rate.</summary>
    public bool OneSided { get; init; } = true;

    /// <summary>Frequencies computed, from 0 on; all by default.</summary>
    public int? Bins { get; init; }

    /// <summary>The window of length <see cref="Size"/>, zeros around a shorter one.</summary>
    internal Tensor FullWindow(DType dtype, Device device)
    {
        if (Size < 1) throw new ArgumentException($"stft: a size of {Size}; expected at least 1.");
        var window = (Window?.To(dtype) ?? SignalWindow.Hann(Size, dtype: dtype)).To(device);
        if (window.Rank != 1 || window.Shape[0] > Size) throw ShapeException.Expected("stft: window", $"[L], L at most {Size}", window.Shape);
        int left = (Size - window.Shape[0]) / 2;
        return left == 0 && window.Shape[0] == Size ? window : window.Pad([left, Size - window.Shape[0] - left]);
    }
}
