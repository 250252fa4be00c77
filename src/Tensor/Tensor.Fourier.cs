using Neuron.Primitives;

namespace Neuron;

// Complex tensors carry a last axis of 2: real, imaginary.
public sealed partial class Tensor
{
    /// <summary>Discrete Fourier transform of complex numbers [.., N, 2] along <paramref name="axis"/> (not the last, which holds the parts).</summary>
    public Tensor Fft(int axis = -2, FourierNorm norm = FourierNorm.Backward) => ComplexTransform(false, axis, norm);

    /// <summary>The inverse of <see cref="Fft"/>.</summary>
    public Tensor Ifft(int axis = -2, FourierNorm norm = FourierNorm.Backward) => ComplexTransform(true, axis, norm);

    /// <summary>
    /// Transform of real numbers along <paramref name="axis"/>, which becomes n/2 + 1 long; the parts lie on a new last axis.
    /// </summary>
    /// <param name="n">Samples transformed: the signal is cut or filled up with zeros.</param>
    /// <param name="axis">Axis of time.</param>
    /// <param name="norm">Where the factor goes.</param>
    public Tensor Rfft(int? n = null, int axis = -1, FourierNorm norm = FourierNorm.Backward)
    {
        int at = Shape.Axis(axis, "rfft");
        var rows = Fitted(AsFloatingPoint().MoveToEnd(at, 0), n ?? Shape[at], Rank - 1, "rfft");
        var y = Dispatcher.Run(new RealFourier(), rows);
        return Scaled(y, rows.Shape[^1], norm, forward: true).MoveFromEnd(at, 1);
    }

    /// <summary>The real signal of n samples along <paramref name="axis"/> of which this [.., n/2 + 1, 2] is the transform; n is even by default.</summary>
    public Tensor Irfft(int? n = null, int axis = -2, FourierNorm norm = FourierNorm.Backward)
    {
        int at = ComplexAxis(axis, "irfft"), length = n ?? (2 * (Shape[at] - 1));
        if (length < 1) throw new ArgumentOutOfRangeException(nameof(n), n, "irfft: expected at least 1 sample.");
        var rows = Fitted(AsFloatingPoint().MoveToEnd(at, 1), (length / 2) + 1, Rank - 2, "irfft");
        var y = Dispatcher.Run(new InverseRealFourier(length), rows);
        return Scaled(y, length, norm, forward: false).MoveFromEnd(at, 0);
    }

    /// <summary>Two-dimensional transform of real numbers [.., M, N] → [.., M, N/2 + 1, 2].</summary>
    public Tensor Rfft2(FourierNorm norm = FourierNorm.Backward) => Rfft(norm: norm).Fft(-3, norm);

    /// <summary>The inverse of <see cref="Rfft2"/>; n samples on the last axis, even by default.</summary>
    public Tensor Irfft2(int? n = null, FourierNorm norm = FourierNorm.Backward) => Ifft(-3, norm).Irfft(n, norm: norm);

    /// <summary>Moves frequency 0 to the middle of an axis.</summary>
    public Tensor FftShift(int axis = -1) => Roll(Shape[Shape.Axis(axis, "fftshift")] / 2, axis);

    /// <summary>The inverse of <see cref="FftShift"/>.</summary>
    public Tensor IfftShift(int axis = -1)
    {
        int n = Shape[Shape.Axis(axis, "ifftshift")];
        return Roll((n + 1) / 2, axis);
    }

    /// <summary>Frequencies of the bins of an n-point transform, in cycles per unit of the sample spacing: 0, 1, …, −2, −1 over n · spacing.</summary>
    public static Tensor FftFrequencies(int n, double spacing = 1, DType dtype = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        var values = new double[n];
        for (int k = 0; k < n; k++) values[k] = (k < (n + 1) / 2 ? k : k - n) / (n * spacing);
        return From(values).To(dtype);
    }

    /// <summary>The n/2 + 1 frequencies of <see cref="Rfft"/>.</summary>
    public static Tensor RfftFrequencies(int n, double spacing = 1, DType dtype = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        var values = new double[(n / 2) + 1];
        for (int k = 0; k < values.Length; k++) values[k] = k / (n * spacing);
        return From(values).To(dtype);
    }

    /// <summary>Magnitude √(re² + im²) of complex numbers [.., 2]; [..]. Its gradient at 0 is not defined.</summary>
    public Tensor ComplexAbs()
    {
        if (Rank < 1 || Shape[^1] != 2) throw ShapeException.Expected("complex magnitude", "complex numbers [.., 2]", this);
        return Square().Sum(-1).Sqrt();
    }

    /// <summary>Product of complex numbers [.., 2].</summary>
    public Tensor ComplexMultiply(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Tensor a = Select(-1, 0), b = Select(-1, 1), c = other.Select(-1, 0), d = other.Select(-1, 1);
        return Stack([(a * c) - (b * d), (a * d) + (b * c)], -1);
    }

    /// <summary>Overlapping frames along the last axis, a view: [.., T] → [.., (T − length)/hop + 1, length].</summary>
    public Tensor Frames(int length, int hop) => Dispatcher.Run(new Frame(length, hop), this);

    /// <summary>The sum of overlapping frames [.., F, L] → [.., (F − 1) · hop + L].</summary>
    public Tensor OverlapAdd(int hop) =>
        Rank < 2 ? throw ShapeException.Expected("overlap_add", "[.., F, L]", this)
        : Dispatcher.Run(new OverlapAdd(hop, checked(((Math.Max(Shape[^2], 1) - 1) * hop) + Shape[^1])), AsFloatingPoint());

    /// <summary>Short-time Fourier transform of [.., T] → [.., frequencies, frames, 2].</summary>
    public Tensor Stft(StftOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var x = AsFloatingPoint();
        var window = options.FullWindow(x.DType, x.Device);
        int half = options.Centre ? options.Size / 2 : 0;
        bool fused = options.OneSided && x.Device == Device.Cpu, bordered = fused && half > 0 && options.Padding is (PadMode.Reflect or PadMode.Circular) && Rank > 0 && half < Shape[^1];
        if (!bordered) x = x.Pad([half, half], options.Padding);
        if (options.Normalised) window *= 1 / Math.Sqrt(options.Size);
        if (!options.OneSided && options.Bins is not null) throw new ArgumentException("stft: Bins cuts one-sided transforms only.", nameof(options));
        int bins = options.Bins ?? ((options.Size / 2) + 1);
        if (bordered)
        {
            var (before, after) = x.Borders(Rank - 1, half, half, options.Padding);
            return Dispatcher.Run(new ShortTimeFourier(options.Hop, bins), x, window, before, after);
        }
        if (fused) return Dispatcher.Run(new ShortTimeFourier(options.Hop, bins), x, window);
        // devices have no kernel for it: frames are copied
        var frames = x.Frames(options.Size, options.Hop) * window;
        var y = options.OneSided ? frames.Rfft().Slice(-2, 0, bins) : Stack([frames, frames.ZerosLike()], -1).Fft();
        return y.Transpose(-3, -2);
    }

    /// <summary>
    /// The signal of which this [.., frequencies, frames, 2] is the short-time transform, by least squares: frames overlap-added and
    /// divided by the sum of the squared windows (Griffin and Lim 1984). One-sided transforms only.
    /// </summary>
    /// <param name="options">Those of the transform.</param>
    /// <param name="length">Samples wanted; by default, all that the frames cover.</param>
    public Tensor Istft(StftOptions options, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.OneSided) throw new NotSupportedException("istft: two-sided spectra are not supported; keep the first size/2 + 1 frequencies.");
        if (Rank < 3 || Shape[^1] != 2 || Shape[^3] != (options.Size / 2) + 1)
            throw ShapeException.Expected("istft", $"[.., {(options.Size / 2) + 1}, frames, 2]", this);
        var window = options.FullWindow(DType, Device);
        var frames = Transpose(-3, -2).Irfft(options.Size) * window;
        if (options.Normalised) frames *= Math.Sqrt(options.Size);
        var sum = frames.OverlapAdd(options.Hop);
        var weights = window.Square().Expand(frames.Shape[^2], options.Size).OverlapAdd(options.Hop);
        int skip = options.Centre ? options.Size / 2 : 0;
        int end = length is { } wanted ? skip + wanted : sum.Shape[^1] - skip;
        if (end > sum.Shape[^1]) throw new ShapeException($"istft: {length} samples wanted, the frames cover {sum.Shape[^1] - skip}.");
        weights = weights.Slice(-1, skip, end);
        if (weights.Size > 0 && weights.Min().Item() < 1e-11)
            throw new ArgumentException("istft: the windows leave samples uncovered (their squares sum to 0 there); use a smaller hop or Centre.", nameof(options));
        return sum.Slice(-1, skip, end) / weights;
    }

    /// <summary>The analytic signal x + i·H(x) of a real one along the last axis: [.., N] → [.., N, 2].</summary>
    public Tensor Hilbert()
    {
        if (Rank < 1) throw ShapeException.Expected("hilbert", "[.., N]", this);
        var x = AsFloatingPoint();
        int n = Shape[^1];
        // positive frequencies twice, negative ones not at all
        var weights = new double[n];
        for (int k = 0; k < n; k++) weights[k] = k == 0 || 2 * k == n ? 1 : 2 * k < n ? 2 : 0;
        return (Stack([x, x.ZerosLike()], -1).Fft() * From(weights, [n, 1], Device).To(x.DType)).Ifft();
    }

    private Tensor ComplexTransform(bool inverse, int axis, FourierNorm norm)
    {
        string name = inverse ? "ifft" : "fft";
        int at = ComplexAxis(axis, name);
        var y = Dispatcher.Run(new ComplexFourier(inverse), AsFloatingPoint().MoveToEnd(at, 1));
        return Scaled(y, Shape[at], norm, !inverse).MoveFromEnd(at, 1);
    }

    private int ComplexAxis(int axis, string name)
    {
        if (Rank < 2 || Shape[^1] != 2) throw ShapeException.Expected(name, "complex numbers [.., N, 2]", this);
        int at = Shape.Axis(axis, name);
        return at < Rank - 1 ? at : throw new ShapeException($"{name}: axis {axis} of {Shape} holds the real and imaginary parts; expected another.");
    }

    private static Tensor Scaled(Tensor y, int n, FourierNorm norm, bool forward)
    {
        double factor = norm switch
        {
            FourierNorm.Ortho => 1 / Math.Sqrt(n),
            FourierNorm.Forward => forward ? 1.0 / n : 1,
            _ => forward ? 1 : 1.0 / n,
        };
        return factor == 1 ? y : y * factor;
    }

    /// <summary>Axis <paramref name="axis"/> cut or filled up with zeros to length <paramref name="n"/>.</summary>
    private static Tensor Fitted(Tensor x, int n, int axis, string name)
    {
        if (n < 1) throw new ArgumentOutOfRangeException(nameof(n), n, $"{name}: expected at least 1 sample.");
        int length = x.Shape[axis];
        return n <= length ? x.Slice(axis, 0, n) : Dispatcher.Run(new PlaceSlice(new Slice(axis, 0, length, 1), n), x);
    }

    /// <summary>Axis <paramref name="axis"/> moved behind all but the last <paramref name="kept"/>.</summary>
    private Tensor MoveToEnd(int axis, int kept)
    {
        if (axis == Rank - 1 - kept) return this;
        return Permute([.. Enumerable.Range(0, Rank - kept).Where(i => i != axis), axis, .. Enumerable.Range(Rank - kept, kept)]);
    }

    /// <summary>The opposite of <see cref="MoveToEnd"/>.</summary>
    private Tensor MoveFromEnd(int axis, int kept)
    {
        int from = Rank - 1 - kept;
        if (axis == from) return this;
        var others = Enumerable.Range(0, Rank).Where(i => i != from).ToList();
        others.Insert(axis, from);
        return Permute([.. others]);
    }
}
