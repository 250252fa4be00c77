using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Discrete Fourier transform of one length: X[k] = Σ x[n]·exp(−2πi·kn/N), for any N ≥ 1.</summary>
/// <remarks>
/// Real and imaginary parts lie in separate arrays. Lengths with prime factors up to 13 run as a Stockham autosort with
/// radices 4, 2, 3, 5, 7, 11, 13, its inner loop over contiguous memory; others as a chirp convolution (Bluestein).
/// Twiddle factors are computed in float64. A plan is immutable, cached for the life of the process, and thread-safe.
/// </remarks>
internal sealed class FftPlan<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LargestRadix = 13;
    private static readonly ConcurrentDictionary<int, FftPlan<T>> s_plans = new();

    private readonly FftStage<T>[] _stages;
    private readonly FftChirp<T>? _chirp;

    private FftPlan(int length)
    {
        Length = length;
        int[]? radices = Factor(length);
        _stages = radices is null ? [] : FftStage<T>.Chain(length, radices);
        _chirp = radices is null ? new FftChirp<T>(length) : null;
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>The plan of a length; made on first use.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public static FftPlan<T> For(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return s_plans.GetOrAdd(length, n => new FftPlan<T>(n));
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

    /// <summary>Transforms in place, without scaling.</summary>
    public void Forward(Span<T> re, Span<T> im)
    {
        if (re.Length != Length || im.Length != Length)
            throw new ArgumentException($"FFT of length {Length}: parts of {re.Length} and {im.Length} elements.");
        if (Length == 1) return;
        if (_chirp is not null)
        {
            _chirp.Forward(re, im);
            return;
        }
        T[] scratch = ArrayPool<T>.Shared.Rent(2 * Length);
        Span<T> otherRe = scratch.AsSpan(0, Length), otherIm = scratch.AsSpan(Length, Length);
        bool inOther = false;
        foreach (FftStage<T> stage in _stages)
        {
            if (inOther) stage.Run(otherRe, otherIm, re, im);
            else stage.Run(re, im, otherRe, otherIm);
            inOther = !inOther;
        }
        if (inOther)
        {
            otherRe.CopyTo(re);
            otherIm.CopyTo(im);
        }
        ArrayPool<T>.Shared.Return(scratch);
    }

    /// <summary>The inverse in place: x[n] = (1/N)·Σ X[k]·exp(+2πi·kn/N).</summary>
    public void Inverse(Span<T> re, Span<T> im)
    {
        Forward(im, re); // conj(F(conj(X))), conjugation being an exchange of the parts up to a factor i
        T scale = T.One / T.CreateChecked(Length);
        for (int i = 0; i < re.Length; i++) re[i] *= scale;
        for (int i = 0; i < im.Length; i++) im[i] *= scale;
    }

    // fours first, so that the vectorised inner loops get long quickly
    private static int[]? Factor(int length)
    {
        List<int> radices = [];
        foreach (int radix in (ReadOnlySpan<int>)[4, 2, 3, 5, 7, 11, LargestRadix])
            for (; length % radix == 0; length /= radix) radices.Add(radix);
        return length == 1 ? [.. radices] : null;
    }
}
