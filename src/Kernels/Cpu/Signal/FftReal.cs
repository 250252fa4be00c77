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
    private readonly FftTable<T>? _halfRoots; // w/2 for k ≤ h

    private FftReal(int length)
    {
        Length = length;
        IsEven = length % 2 == 0;
        // an odd length's spectrum is half known: either transform has half its one side to do
        (_forward, _inverse) = IsEven ? (FftPlan<T>.For(length / 2), FftPlan<T>.For(length / 2)) : (FftPlan<T>.For(length, length, Bins), FftPlan<T>.For(length, Bins, length));
        ScratchLength = Math.Max(_forward.ScratchLength, _inverse.ScratchLength) + (2L * _forward.Length);
        if (!IsEven) return;
        _halfRoots = new(2L * Bins);
        T half = T.CreateChecked(0.5);
        for (int k = 0; k < Bins; k++)
        {
            var (re, im) = FftTable<T>.Root(k, length);
            (_halfRoots.At[2 * k], _halfRoots.At[(2 * k) + 1]) = (half * re, half * im);
        }
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
            Join(_forward.Forward(x, scratch), y);
            return;
        }
        T* pairs = scratch + _forward.ScratchLength;
        for (int n = 0; n < Length; n++) (pairs[2 * n], pairs[(2 * n) + 1]) = (x[n], T.Zero);
        new Span<T>(_forward.Forward(pairs, scratch), 2 * Bins).CopyTo(new Span<T>(y, 2 * Bins));
    }

    /// <summary>y[n] = Σ w_k·Re(x[k]·exp(2πi·kn/N)), k = 0 … N/2, w_k = 1 for k = 0 and k = N/2, else 2.</summary>
    public void Inverse(T* x, T* y, T* scratch)
    {
        T* pairs = scratch + _inverse.ScratchLength;
        if (IsEven)
        {
            Part(x, pairs);
            FftPlan<T>.Mirror(_inverse.Forward(pairs, scratch), _inverse.Length, y);
            return;
        }
        (pairs[0], pairs[1]) = (x[0], T.Zero);
        for (int i = 2; i < 2 * Bins; i++) pairs[i] = x[i] + x[i];
        new Span<T>(pairs + (2 * Bins), 2 * (Length - Bins)).Clear();
        T* z = _inverse.Forward(pairs, scratch);
        y[0] = z[0];
        for (int n = 1; n < Length; n++) y[n] = z[2 * (Length - n)];
    }

    /// <summary>The same for a vector of signals: x [N] and y [N/2 + 1] pairs, a vector each, and two scratches of N pairs.</summary>
    public void ForwardLanes(T* x, T* y, T* a, T* b)
    {
        if (IsEven) ForwardLanes(new LaneMemory<T>(x), Bins, new LaneMemory<T>(y), x, a);
        else Lanes!.Forward(new RealLanes<T>(x, Length), new FirstLanes(y, Bins), a, b);
    }

    /// <summary>The inverse of <see cref="ForwardLanes"/>, up to a factor N.</summary>
    public void InverseLanes(T* x, T* y, T* a, T* b)
    {
        if (IsEven) Lanes!.Forward(new PartsOfLanes(x, _inverse.Length, _halfRoots!.At), new MirroredLanes<T>(y, _inverse.Length), a, b);
        else Lanes!.Forward(new TwiceLanes(x, Bins), new RealLanes<T>(y, Length), a, b);
    }

    /// <summary>The first bins of a vector of signals of even length, given as pairs of samples; a and b as of <see cref="FftLanes{T}.Forward"/>.</summary>
    /// <remarks>
    /// Z[k] comes from butterfly q = k mod s of the last stage, of stride s, and Z[h − k] from butterfly s − q: they run together,
    /// and what they give is joined while it is in the first-level cache.
    /// </remarks>
    [MethodImpl(JitOptions.Kernel)]
    public void ForwardLanes<TIn, TOut>(TIn x, int bins, TOut y, T* a, T* b)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
    {
        const int AtOnce = 12;
        int h = Length / 2;
        if (Lanes!.Last is not { } last)
        {
            Ends(x.Read(0), h, bins, y);
            return;
        }
        int s = last.Stride, r = last.Radix, pitch = 2 * Vector<T>.Count;
        T* z = Lanes.Begin(x, a, b), low = z == a ? b : a, high = low + (r * Math.Min(AtOnce, s / 2) * pitch), roots = _halfRoots!.At;
        last.RunPart(new LaneMemory<T>(z), new LaneMemory<T>(low), 1);
        Ends(ComplexVector<T>.Load(low), h, bins, y);
        for (int j = 1; j <= r / 2; j++) Join(s * j, h - (s * j), low + (j * pitch), low + ((r - j) * pitch), roots, bins, y);
        for (int q = 1, n; 2 * q < s; q += n)
        {
            n = Math.Min(AtOnce, ((s + 1) / 2) - q);
            last.RunPart(new LaneMemory<T>(z + (q * pitch)), new LaneMemory<T>(low), n);
            last.RunPart(new LaneMemory<T>(z + ((s - q - n + 1) * pitch)), new LaneMemory<T>(high), n);
            T* zk = low, zj = high + (((r * n) - 1) * pitch);
            for (nint first = q; first < h; first += s)
                for (nint k = first; k < first + n; k++, zk += pitch, zj -= pitch) Join(k, h - k, zk, zj, roots, bins, y);
        }
        if (s % 2 != 0) return;
        last.RunPart(new LaneMemory<T>(z + (s / 2 * pitch)), new LaneMemory<T>(low), 1);
        for (int j = 0; 2 * j < r; j++) Join((s / 2) + (s * j), h - (s / 2) - (s * j), low + (j * pitch), low + ((r - 1 - j) * pitch), roots, bins, y);
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

    // X[0] and X[h]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ends<TOut>(ComplexVector<T> z0, int h, int bins, TOut y)
        where TOut : struct, IComplexWriter<T>
    {
        y.Write(0, new(z0.Re + z0.Im, Vector<T>.Zero));
        if (h < bins) y.Write(h * y.Step, new(z0.Re - z0.Im, Vector<T>.Zero));
    }

    // X[k] and X[j], j = h − k, where they are wanted
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join<TOut>(nint k, nint j, T* zk, T* zj, T* roots, int bins, TOut y)
        where TOut : struct, IComplexWriter<T>
    {
        if (k >= bins && j >= bins) return;
        var (xk, xj) = Joined(ComplexVector<T>.Load(zk), ComplexVector<T>.Load(zj), ComplexVector<T>.Broadcast(roots + (2 * k)));
        if (k < bins) y.Write(k * y.Step, xk);
        if (j < bins) y.Write(j * y.Step, xj);
    }

    // X[k], X[h − k]; w is halved
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ComplexVector<T> K, ComplexVector<T> J) Joined(ComplexVector<T> zk, ComplexVector<T> zj, ComplexVector<T> w)
    {
        Vector<T> half = Vector.Create(T.CreateChecked(0.5));
        ComplexVector<T> even = new ComplexVector<T>(zk.Re + zj.Re, zk.Im - zj.Im).Scaled(half);
        ComplexVector<T> odd = new ComplexVector<T>(zk.Im + zj.Im, zj.Re - zk.Re) * w;
        return (even + odd, new(even.Re - odd.Re, odd.Im - even.Im));
    }

    // 2·Z[k] = 2·(E + i·O) from X[k], X[h − k]; w is halved, and i·conj(w) is w with its parts exchanged
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexVector<T> Parted(ComplexVector<T> xk, ComplexVector<T> xj, ComplexVector<T> w)
    {
        ComplexVector<T> conjugate = xj.Conjugate;
        return ((xk - conjugate) * new ComplexVector<T>(w.Im, w.Re)).Scaled(Vector.Create(T.CreateChecked(2)), xk + conjugate);
    }

    [MethodImpl(JitOptions.Kernel)]
    private void Join(T* z, T* y)
    {
        int h = Length / 2, lanes = Vector<T>.Count, k = 1;
        T* w = _halfRoots!.At;
        (y[0], y[1], y[2 * h], y[(2 * h) + 1]) = (z[0] + z[1], T.Zero, z[0] - z[1], T.Zero);
        for (int j = h - lanes; k + lanes <= j; k += lanes, j -= lanes)
        {
            var (xk, xj) = Joined(ComplexVector<T>.LoadPairs(z + (2 * k)), ComplexVector<T>.LoadPairs(z + (2 * j)).Reversed, ComplexVector<T>.LoadPairs(w + (2 * k)));
            xk.StorePairs(y + (2 * k));
            xj.Reversed.StorePairs(y + (2 * j));
        }
        for (OneSignal<T> from = new(z), to = new(y); k <= h / 2; k++)
        {
            var (xk, xj) = Joined(from.Read(2 * k), from.Read(2 * (h - k)), ComplexVector<T>.Broadcast(w + (2 * k)));
            to.Write(2 * k, xk);
            to.Write(2 * (h - k), xj);
        }
    }

    [MethodImpl(JitOptions.Kernel)]
    private void Part(T* x, T* z)
    {
        int h = Length / 2, lanes = Vector<T>.Count, k = 1;
        T* w = _halfRoots!.At;
        // imaginary parts of the first and of the last frequency do not count
        (z[0], z[1]) = (x[0] + x[2 * h], x[0] - x[2 * h]);
        for (; k + lanes <= h; k += lanes)
            Parted(ComplexVector<T>.LoadPairs(x + (2 * k)), ComplexVector<T>.LoadPairs(x + (2 * (h - k - lanes + 1))).Reversed, ComplexVector<T>.LoadPairs(w + (2 * k))).StorePairs(z + (2 * k));
        for (OneSignal<T> from = new(x), to = new(z); k < h; k++) to.Write(2 * k, Parted(from.Read(2 * k), from.Read(2 * (h - k)), ComplexVector<T>.Broadcast(w + (2 * k))));
    }

    private void Check(int samples, int re, int im)
    {
        if (samples != Length || re != Bins || im != Bins)
            throw new ArgumentException($"real FFT of length {Length}: {samples} samples, parts of {re} and {im} instead of {Bins} elements.");
    }

    private readonly struct PartsOfLanes(T* x, nint h, T* roots) : IComplexReader<T>
    {
        public nint Step
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint at)
        {
            LaneMemory<T> lanes = new(x);
            ComplexVector<T> xk = lanes.Read(at * lanes.Step), xj = lanes.Read((h - at) * lanes.Step);
            if (at == 0) (xk, xj) = (new(xk.Re, Vector<T>.Zero), new(xj.Re, Vector<T>.Zero));
            return Parted(xk, xj, ComplexVector<T>.Broadcast(roots + (2 * at)));
        }
    }

    private readonly struct TwiceLanes(T* x, nint bins) : IComplexReader<T>
    {
        public nint Step
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new LaneMemory<T>(x).Step;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint at)
        {
            if (at >= bins * Step) return default;
            var value = new LaneMemory<T>(x).Read(at);
            return at == 0 ? new(value.Re, Vector<T>.Zero) : value + value;
        }
    }

    private readonly struct FirstLanes(T* y, nint bins) : IComplexWriter<T>
    {
        public nint Step
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new LaneMemory<T>(y).Step;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint at, ComplexVector<T> value)
        {
            if (at < bins * Step) new LaneMemory<T>(y).Write(at, value);
        }
    }
}
