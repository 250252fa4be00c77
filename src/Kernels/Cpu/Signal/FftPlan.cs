using System.Collections.Concurrent;
using System.Numerics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>Discrete Fourier transform of one signal of any length N ≥ 1: X[k] = Σ x[n]·exp(−2πi·kn/N).</summary>
/// <remarks>
/// A long one runs as a grid, one with a prime factor above 13 as a chirp convolution, and a short one as the first of a vector's lanes.
/// Factors are computed in float64. A plan is immutable, cached for the life of the process, and thread-safe.
/// </remarks>
internal sealed unsafe class FftPlan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ConcurrentDictionary<(int, int, int), FftPlan<T>> s_plans = new();

    private readonly FftGrid<T>? _grid;
    private readonly FftChirp<T>? _chirp;

    private FftPlan(int length, int inputs, int outputs)
    {
        Length = length;
        Lanes = FftLanes<T>.For(length);
        if (Lanes is null)
        {
            _chirp = new(length, inputs, outputs);
            ScratchLength = _chirp.ScratchLength;
            return;
        }
        var best = FftGrid<T>.Best(length);
        // a vector with one signal in it costs as much as a full one
        if (best.Cost < Lanes.Stages * FftLanes<T>.Lanes) _grid = FftGrid<T>.Of(best.Rows, best.Columns);
        ScratchLength = (2L * length) + (_grid?.ScratchLength ?? (4L * FftLanes<T>.Lanes * length));
        // beyond these, the vectors of a group of signals leave the second-level cache (measured)
        IsForLanes = length <= 32 * FftLanes<T>.Lanes * FftLanes<T>.Lanes;
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>The transform of a vector of signals; null where a prime factor exceeds 13.</summary>
    public FftLanes<T>? Lanes { get; }

    /// <summary>Several signals are transformed faster in lanes than one by one.</summary>
    public bool IsForLanes { get; }

    /// <summary>Elements of scratch that <see cref="Forward(T*, T*)"/> needs.</summary>
    public long ScratchLength { get; }

    /// <summary>The plan of a length; made on first use.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public static FftPlan<T> For(int length) => For(length, length, length);

    /// <summary>The plan of a length for signals that are zero beyond their first <paramref name="inputs"/> elements; only the first <paramref name="outputs"/> frequencies are sure to be given.</summary>
    public static FftPlan<T> For(int length, int inputs, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (FftLanes<T>.For(length) is not null) (inputs, outputs) = (length, length);
        return s_plans.GetOrAdd((length, inputs, outputs), key => new FftPlan<T>(key.Item1, key.Item2, key.Item3));
    }

    /// <summary>The smallest length ≥ <paramref name="atLeast"/> with no prime factor but 2, 3 and 5.</summary>
    public static int FastLength(int atLeast)
    {
        for (int n = Math.Max(atLeast, 1); ; n++)
        {
            int rest = n;
            foreach (int p in (ReadOnlySpan<int>)[2, 3, 5])
                while (rest % p == 0) rest /= p;
            if (rest == 1) return n;
        }
    }

    /// <summary>Transforms pairs, without scaling; gives the place of the result in the scratch.</summary>
    public T* Forward(T* x, T* scratch)
    {
        if (_chirp is not null) return _chirp.Forward(x, scratch);
        T* rest = scratch + (2L * Length);
        if (_grid is not null) _grid.Forward(x, scratch, rest);
        else Lanes!.Forward(new OneSignal<T>(x), new OneSignal<T>(scratch), rest, rest + (2L * FftLanes<T>.Lanes * Length));
        return scratch;
    }

    /// <summary>y[n] = z[−n mod N], which makes a transform z its inverse, up to the factor N.</summary>
    public static void Mirror(T* z, int length, T* y)
    {
        int n = 1, lanes = Vector<T>.Count;
        (y[0], y[1]) = (z[0], z[1]);
        for (; n + lanes <= length; n += lanes) ComplexVector<T>.LoadPairs(z + (2 * (length - n - lanes + 1))).Reversed.StorePairs(y + (2 * n));
        for (; n < length; n++) (y[2 * n], y[(2 * n) + 1]) = (z[2 * (length - n)], z[(2 * (length - n)) + 1]);
    }

    /// <summary>Transforms in place, without scaling.</summary>
    public void Forward(Span<T> re, Span<T> im)
    {
        if (re.Length != Length || im.Length != Length)
            throw new ArgumentException($"FFT of length {Length}: parts of {re.Length} and {im.Length} elements.");
        using NativeBlock block = new((ScratchLength + (2L * Length)) * sizeof(T));
        T* x = (T*)block.Address;
        for (int i = 0; i < Length; i++) (x[2 * i], x[(2 * i) + 1]) = (re[i], im[i]);
        T* y = Forward(x, x + (2L * Length));
        for (int i = 0; i < Length; i++) (re[i], im[i]) = (y[2 * i], y[(2 * i) + 1]);
    }

    /// <summary>The inverse in place: x[n] = (1/N)·Σ X[k]·exp(+2πi·kn/N).</summary>
    public void Inverse(Span<T> re, Span<T> im)
    {
        Forward(im, re); // conj(F(conj(X))), conjugation being an exchange of the parts up to a factor i
        T scale = T.One / T.CreateChecked(Length);
        for (int i = 0; i < re.Length; i++) re[i] *= scale;
        for (int i = 0; i < im.Length; i++) im[i] *= scale;
    }
}
