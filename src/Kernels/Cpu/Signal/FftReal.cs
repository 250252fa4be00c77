using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>Fourier transform of N real numbers: the N/2 + 1 values X[0 … N/2], and back.</summary>
/// <remarks>
/// An even length runs as a complex transform of half the length, h, of pairs of samples: z[n] = x[2n] + i·x[2n + 1]. With E, O the spectra of
/// even and odd samples and w = exp(−2πi·k/N), X[k] = E + w·O and X[h − k] = conj(E − w·O).
/// </remarks>
internal sealed unsafe class FftReal<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ConcurrentDictionary<int, FftReal<T>> s_plans = new();

    private readonly FftPlan<T> _forward, _inverse;
    private readonly FftTable<T>? _roots; // w for k ≤ h: real parts, then imaginary ones

    private FftReal(int length)
    {
        Length = length;
        IsEven = length % 2 == 0;
        // an odd length's spectrum is half known: either transform has half its one side to do
        (_forward, _inverse) = IsEven ? (FftPlan<T>.For(length / 2), FftPlan<T>.For(length / 2)) : (FftPlan<T>.For(length, length, Bins), FftPlan<T>.For(length, Bins, length));
        ScratchLength = Math.Max(_forward.ScratchLength, _inverse.ScratchLength) + (2L * _forward.Length);
        if (!IsEven) return;
        _roots = new(2L * Bins);
        for (int k = 0; k < Bins; k++) (_roots.At[k], _roots.At[Bins + k]) = FftTable<T>.Root(k, length);
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>N/2 + 1.</summary>
    public int Bins => (Length / 2) + 1;

    /// <summary>Several signals are transformed faster in lanes than one by one.</summary>
    public bool IsForLanes => _forward.IsForLanes;

    /// <summary>The transform of a vector of signals that the lanes' methods run; null where a prime factor exceeds 13.</summary>
    public FftLanes<T>? Lanes => _forward.Lanes;

    /// <summary>Elements of scratch that the transforms of one signal need.</summary>
    public long ScratchLength { get; }

    private bool IsEven { get; }

    // a broadcast of w
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexVector<T> Root(T* roots, int bins, nint k) => new(Vector.Create(roots[k]), Vector.Create(roots[bins + k]));

    private SplitMemory<T> Roots => new(_roots!.At, _roots.At + Bins);

    /// <summary>The plan of a length; made on first use.</summary>
    public static FftReal<T> For(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return s_plans.GetOrAdd(length, n => new FftReal<T>(n));
    }

    /// <summary>y[k] = Σ x[n]·exp(−2πi·kn/N) for k = 0 … N/2, as pairs.</summary>
    public void Forward(T* x, T* y, T* scratch)
    {
        if (IsEven)
        {
            SplitMemory<T> z = new(scratch, scratch + _forward.Length);
            _forward.Forward(new PairMemory<T>(x, _forward.Length), z, scratch + (2L * _forward.Length));
            Join(z, y);
        }
        else _forward.Forward(new RealMemory<T>(x), new PairMemory<T>(y, Bins), scratch);
    }

    /// <summary>y[n] = Σ w_k·Re(x[k]·exp(2πi·kn/N)), k = 0 … N/2, w_k = 1 for k = 0 and k = N/2, else 2.</summary>
    public void Inverse(T* x, T* y, T* scratch)
    {
        if (IsEven)
            _inverse.Forward(new Swapped<T, PartsReader>(new(x, _inverse.Length, Roots)), new SwappedWriter<T, PairMemory<T>>(new(y, _inverse.Length)), scratch);
        else
            _inverse.Forward(new Swapped<T, TwiceReader>(new(x, Bins)), new SwappedWriter<T, RealMemory<T>>(new(y)), scratch);
    }

    /// <summary>The same for a vector of signals: x [N] and y [N/2 + 1] pairs, a vector each, and two scratches of as many vectors as y.</summary>
    public void ForwardLanes(T* x, T* y, T* a, T* b)
    {
        if (IsEven)
        {
            Lanes!.Forward(new LaneMemory<T>(x), new LaneMemory<T>(b), x, a);
            Spectrum(b, Bins, new LaneMemory<T>(y));
        }
        else Lanes!.Forward(new RealLanes(x), new FirstLanes(y, Bins), a, b);
    }

    /// <summary>The inverse of <see cref="ForwardLanes"/>, up to a factor N.</summary>
    public void InverseLanes(T* x, T* y, T* a, T* b)
    {
        if (IsEven) Lanes!.Forward(new PartsOfLanes(x, _inverse.Length, _roots!.At), new SwappedLaneMemory<T>(y), a, b);
        else Lanes!.Forward(new TwiceLanes(x, Bins), new RealLanes(y), a, b);
    }

    /// <summary>The first spectra of an even length's samples from z, the transform of their pairs, a vector of signals at a time.</summary>
    public void Spectrum<TOut>(T* z, int bins, TOut y)
        where TOut : struct, IComplexWriter<T>
    {
        int h = Length / 2;
        T* roots = _roots!.At;
        LaneMemory<T> lanes = new(z);
        ComplexVector<T> first = lanes.Read(0);
        y.Write(0, new(first.Re + first.Im, Vector<T>.Zero));
        if (h < bins) y.Write(h, new(first.Re - first.Im, Vector<T>.Zero));
        for (int k = 1; k <= h / 2 && k < bins; k++)
        {
            var (xk, xj) = Joined(lanes.Read(k), lanes.Read(h - k), Root(roots, Bins, k));
            y.Write(k, xk);
            if (h - k < bins) y.Write(h - k, xj);
        }
    }

    /// <summary>re + i·im = Σ x[n]·exp(−2πi·kn/N) for k = 0 … N/2.</summary>
    public void Forward(ReadOnlySpan<T> x, Span<T> re, Span<T> im)
    {
        Check(x.Length, re.Length, im.Length);
        using NativeBlock block = new((ScratchLength + (2L * Bins)) * sizeof(T));
        T* pairs = (T*)block.Address + ScratchLength;
        fixed (T* from = x) Forward(from, pairs, (T*)block.Address);
        for (int k = 0; k < Bins; k++) (re[k], im[k]) = (pairs[2 * k], pairs[(2 * k) + 1]);
    }

    /// <summary>The real x of which re + i·im is the transform (imaginary parts at 0 and N/2 are ignored).</summary>
    public void Inverse(ReadOnlySpan<T> re, ReadOnlySpan<T> im, Span<T> x)
    {
        Check(x.Length, re.Length, im.Length);
        using NativeBlock block = new((ScratchLength + (2L * Bins)) * sizeof(T));
        T* pairs = (T*)block.Address + ScratchLength;
        T scale = T.One / T.CreateChecked(Length);
        for (int k = 0; k < Bins; k++) (pairs[2 * k], pairs[(2 * k) + 1]) = (re[k] * scale, im[k] * scale);
        fixed (T* to = x) Inverse(pairs, to, (T*)block.Address);
    }

    // X[k], X[h − k]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ComplexVector<T> K, ComplexVector<T> J) Joined(ComplexVector<T> zk, ComplexVector<T> zj, ComplexVector<T> w)
    {
        Vector<T> half = Vector.Create(T.CreateChecked(0.5));
        ComplexVector<T> even = (zk + zj.Conjugate).Scaled(half);
        ComplexVector<T> odd = new ComplexVector<T>((zk.Im + zj.Im) * half, (zj.Re - zk.Re) * half) * w;
        return (even + odd, (even - odd).Conjugate);
    }

    // 2·Z[k] = 2·(E + i·O) from X[k], X[h − k]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexVector<T> Parted(ComplexVector<T> xk, ComplexVector<T> xj, ComplexVector<T> w)
    {
        ComplexVector<T> conjugate = xj.Conjugate;
        return (xk + conjugate).PlusI((xk - conjugate) * w.Conjugate);
    }

    private void Join(SplitMemory<T> z, T* y)
    {
        int h = Length / 2, lanes = Vector<T>.Count, k = 1;
        ComplexVector<T> first = z.Read(0, 1);
        new PairMemory<T>(y, Bins).Write(0, new(first.Re + first.Im, Vector<T>.Zero), 1);
        new PairMemory<T>(y, Bins).Write(h, new(first.Re - first.Im, Vector<T>.Zero), 1);
        for (int j = h - lanes; k + lanes <= j; k += lanes, j -= lanes)
        {
            var (xk, xj) = Joined(z.Read(k), z.Read(j).Reversed, Roots.Read(k));
            xk.StorePairs(y + (2L * k));
            xj.Reversed.StorePairs(y + (2L * j));
        }
        for (; k <= h / 2; k++)
        {
            var (xk, xj) = Joined(z.Read(k, 1), z.Read(h - k, 1), Roots.Read(k, 1));
            new PairMemory<T>(y, Bins).Write(k, xk, 1);
            new PairMemory<T>(y, Bins).Write(h - k, xj, 1);
        }
    }

    private void Check(int samples, int re, int im)
    {
        if (samples != Length || re != Bins || im != Bins)
            throw new ArgumentException($"real FFT of length {Length}: {samples} samples, parts of {re} and {im} instead of {Bins} elements.");
    }

    // the imaginary part of the first frequency, and of the last one it is paired with, do not count
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexVector<T> RealFirst(ComplexVector<T> x, nint n) => n == 0 ? new(x.Re, x.Im.WithElement(0, T.Zero)) : x;

    private readonly struct PartsReader(T* x, nint h, SplitMemory<T> roots) : ISignalReader<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint n)
        {
            ComplexVector<T> xk = ComplexVector<T>.LoadPairs(x + (2 * n)), xj = ComplexVector<T>.LoadPairs(x + (2 * (h - n - Vector<T>.Count + 1))).Reversed;
            return Parted(RealFirst(xk, n), RealFirst(xj, n), roots.Read(n));
        }

        public ComplexVector<T> Read(nint n, int count)
        {
            T* parts = stackalloc T[2 * Vector<T>.Count];
            SplitMemory<T> xj = new(parts, parts + Vector<T>.Count);
            for (int i = 0; i < count; i++) xj.Write(i, new PairMemory<T>(x, h + 1).Read(h - n - i, 1), 1);
            return Parted(RealFirst(new PairMemory<T>(x, h + 1).Read(n, count), n), RealFirst(xj.Read(0, count), n), roots.Read(n, count));
        }
    }

    private readonly struct TwiceReader(T* x, nint bins) : ISignalReader<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint n) => Twice(new PairMemory<T>(x, bins).Read(n), n);

        public ComplexVector<T> Read(nint n, int count) => Twice(new PairMemory<T>(x, bins).Read(n, count), n);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ComplexVector<T> Twice(ComplexVector<T> value, nint n)
        {
            ComplexVector<T> twice = value + value;
            return n == 0 ? new(twice.Re.WithElement(0, value.Re.GetElement(0)), twice.Im.WithElement(0, T.Zero)) : twice;
        }
    }

    // parts exchanged, as the inverse wants them
    private readonly struct PartsOfLanes(T* x, int h, T* roots) : IComplexReader<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint n)
        {
            ComplexVector<T> xk = new LaneMemory<T>(x).Read(n), xj = new LaneMemory<T>(x).Read(h - n);
            if (n == 0) (xk, xj) = (new(xk.Re, Vector<T>.Zero), new(xj.Re, Vector<T>.Zero));
            var z = Parted(xk, xj, Root(roots, h + 1, n));
            return new(z.Im, z.Re);
        }
    }

    private readonly struct TwiceLanes(T* x, nint bins) : IComplexReader<T>
    {
        public ComplexVector<T> Read(nint n)
        {
            if (n >= bins) return default;
            var value = new LaneMemory<T>(x).Read(n);
            return n == 0 ? new(Vector<T>.Zero, value.Re) : new(value.Im + value.Im, value.Re + value.Re);
        }
    }

    // reads real parts; writes those of exchanged parts
    private readonly struct RealLanes(T* x) : IComplexReader<T>, IComplexWriter<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint n) => new(Vector.Load(x + (n * Vector<T>.Count)), Vector<T>.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint k, ComplexVector<T> value) => value.Im.Store(x + (k * Vector<T>.Count));
    }

    private readonly struct FirstLanes(T* y, nint bins) : IComplexWriter<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint k, ComplexVector<T> value)
        {
            if (k < bins) new LaneMemory<T>(y).Write(k, value);
        }
    }
}
