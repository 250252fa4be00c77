using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Fourier transform of N real numbers: the N/2 + 1 values X[0 … N/2], and back.</summary>
/// <remarks>An even length runs as a complex transform of half the length.</remarks>
internal sealed class FftReal<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ConcurrentDictionary<int, FftReal<T>> s_plans = new();

    private readonly FftPlan<T> _plan;
    private readonly T[] _wRe = [], _wIm = []; // exp(−2πi·k/N), k ≤ N/4

    private FftReal(int length)
    {
        Length = length;
        bool even = length % 2 == 0;
        _plan = FftPlan<T>.For(even ? length / 2 : length);
        if (!even) return;
        (_wRe, _wIm) = (new T[length / 4 + 1], new T[length / 4 + 1]);
        for (int k = 0; k < _wRe.Length; k++) (_wRe[k], _wIm[k]) = FftStage<T>.Root(k, length);
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>N/2 + 1.</summary>
    public int Bins => Length / 2 + 1;

    /// <summary>The plan of a length; made on first use.</summary>
    public static FftReal<T> For(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return s_plans.GetOrAdd(length, n => new FftReal<T>(n));
    }

    /// <summary>re + i·im = Σ x[n]·exp(−2πi·kn/N) for k = 0 … N/2.</summary>
    public void Forward(ReadOnlySpan<T> x, Span<T> re, Span<T> im)
    {
        Check(x.Length, re.Length, im.Length);
        int h = _plan.Length;
        T[] rented = ArrayPool<T>.Shared.Rent(2 * h);
        Span<T> zRe = rented.AsSpan(0, h), zIm = rented.AsSpan(h, h);
        if (Length % 2 != 0)
        {
            x.CopyTo(zRe);
            zIm.Clear();
            _plan.Forward(zRe, zIm);
            zRe[..Bins].CopyTo(re);
            zIm[..Bins].CopyTo(im);
        }
        else
        {
            for (int i = 0; i < h; i++) (zRe[i], zIm[i]) = (x[2 * i], x[2 * i + 1]);
            _plan.Forward(zRe, zIm);
            (re[0], im[0], re[h], im[h]) = (zRe[0] + zIm[0], T.Zero, zRe[0] - zIm[0], T.Zero);
            T half = T.CreateChecked(0.5);
            for (int k = 1; k <= h / 2; k++)
            {
                // X[k] = E + w·O with E, O the spectra of the even and odd samples; X[h − k] = conj(E − w·O)
                int j = h - k;
                T eRe = (zRe[k] + zRe[j]) * half, eIm = (zIm[k] - zIm[j]) * half;
                T oRe = (zIm[k] + zIm[j]) * half, oIm = (zRe[j] - zRe[k]) * half;
                T tRe = oRe * _wRe[k] - oIm * _wIm[k], tIm = oRe * _wIm[k] + oIm * _wRe[k];
                (re[k], im[k]) = (eRe + tRe, eIm + tIm);
                (re[j], im[j]) = (eRe - tRe, tIm - eIm);
            }
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>The real x of which re + i·im is the transform (imaginary parts at 0 and N/2 are ignored).</summary>
    public void Inverse(ReadOnlySpan<T> re, ReadOnlySpan<T> im, Span<T> x)
    {
        Check(x.Length, re.Length, im.Length);
        int h = _plan.Length;
        T[] rented = ArrayPool<T>.Shared.Rent(2 * h);
        Span<T> zRe = rented.AsSpan(0, h), zIm = rented.AsSpan(h, h);
        if (Length % 2 != 0)
        {
            (zRe[0], zIm[0]) = (re[0], T.Zero);
            for (int k = 1; k < Bins; k++)
            {
                (zRe[k], zIm[k]) = (re[k], im[k]);
                (zRe[h - k], zIm[h - k]) = (re[k], -im[k]);
            }
            _plan.Inverse(zRe, zIm);
            zRe.CopyTo(x);
        }
        else
        {
            T half = T.CreateChecked(0.5);
            (zRe[0], zIm[0]) = ((re[0] + re[h]) * half, (re[0] - re[h]) * half);
            for (int k = 1; k <= h / 2; k++)
            {
                int j = h - k;
                T eRe = (re[k] + re[j]) * half, eIm = (im[k] - im[j]) * half;
                T tRe = (re[k] - re[j]) * half, tIm = (im[k] + im[j]) * half;
                T oRe = tRe * _wRe[k] + tIm * _wIm[k], oIm = tIm * _wRe[k] - tRe * _wIm[k];
                (zRe[k], zIm[k]) = (eRe - oIm, eIm + oRe); // Z = E + iO
                (zRe[j], zIm[j]) = (eRe + oIm, oRe - eIm);
            }
            _plan.Inverse(zRe, zIm);
            for (int i = 0; i < h; i++) (x[2 * i], x[2 * i + 1]) = (zRe[i], zIm[i]);
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    private void Check(int samples, int re, int im)
    {
        if (samples != Length || re != Bins || im != Bins)
            throw new ArgumentException($"real FFT of length {Length}: {samples} samples, parts of {re} and {im} instead of {Bins} elements.");
    }
}
