using System.Buffers;
using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Bluestein's algorithm for a length N with a large prime factor: with c[n] = exp(−πi·n²/N),
/// X[k] = c[k] · Σ (x[n]c[n]) · conj(c[k − n]), a convolution of some fast length M ≥ 2N − 1.
/// </summary>
internal sealed class FftChirp<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _length;
    private readonly FftPlan<T> _inner;
    private readonly T[] _cRe, _cIm, _kernelRe, _kernelIm;

    public FftChirp(int length)
    {
        _length = length;
        _inner = FftPlan<T>.For(FftPlan<T>.FastLength(checked(2 * length - 1)));
        (_cRe, _cIm) = (new T[length], new T[length]);
        (_kernelRe, _kernelIm) = (new T[_inner.Length], new T[_inner.Length]);
        for (int n = 0; n < length; n++)
        {
            (T re, T im) = FftStage<T>.Root((long)n * n, 2L * length); // n² mod 2N keeps the angle exact
            (_cRe[n], _cIm[n]) = (re, im);
            (_kernelRe[n], _kernelIm[n]) = (re, -im);
            if (n > 0) (_kernelRe[_inner.Length - n], _kernelIm[_inner.Length - n]) = (re, -im);
        }
        _inner.Forward(_kernelRe, _kernelIm);
    }

    public void Forward(Span<T> re, Span<T> im)
    {
        int m = _inner.Length;
        T[] rented = ArrayPool<T>.Shared.Rent(2 * m);
        Span<T> aRe = rented.AsSpan(0, m), aIm = rented.AsSpan(m, m);
        aRe.Clear();
        aIm.Clear();
        for (int n = 0; n < _length; n++)
            (aRe[n], aIm[n]) = (re[n] * _cRe[n] - im[n] * _cIm[n], re[n] * _cIm[n] + im[n] * _cRe[n]);
        _inner.Forward(aRe, aIm);
        for (int k = 0; k < m; k++)
            (aRe[k], aIm[k]) = (aRe[k] * _kernelRe[k] - aIm[k] * _kernelIm[k], aRe[k] * _kernelIm[k] + aIm[k] * _kernelRe[k]);
        _inner.Inverse(aRe, aIm);
        for (int k = 0; k < _length; k++)
            (re[k], im[k]) = (aRe[k] * _cRe[k] - aIm[k] * _cIm[k], aRe[k] * _cIm[k] + aIm[k] * _cRe[k]);
        ArrayPool<T>.Shared.Return(rented);
    }
}
