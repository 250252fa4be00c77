using System.Numerics;
using System.Runtime.InteropServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// One Stockham stage of radix r over sub-transforms of length n at stride s, m = n / r:
/// y[q + s(rp + j)] = wⁿ(pj) · Σ_k ω_r(jk) · x[q + s(p + km)], for p &lt; m, q &lt; s; w, ω = exp(−2πi·/·).
/// </summary>
internal sealed class FftStage<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _radix, _m, _stride;
    private readonly T[] _wRe, _wIm; // twiddles [m, r − 1]
    private readonly T[] _cos, _sin; // ω_r, for the general radix

    private FftStage(int n, int radix, int stride)
    {
        (_radix, _m, _stride) = (radix, n / radix, stride);
        _wRe = new T[_m * (radix - 1)];
        _wIm = new T[_wRe.Length];
        for (int p = 0; p < _m; p++)
            for (int j = 1; j < radix; j++)
                (_wRe[p * (radix - 1) + j - 1], _wIm[p * (radix - 1) + j - 1]) = Root((long)p * j, n);
        _cos = new T[radix];
        _sin = new T[radix];
        for (int j = 0; j < radix; j++) (_cos[j], _sin[j]) = Root(j, radix);
    }

    /// <summary>The stages of a length, given radices whose product it is.</summary>
    public static FftStage<T>[] Chain(int length, ReadOnlySpan<int> radices)
    {
        var stages = new FftStage<T>[radices.Length];
        for (int i = 0, n = length, stride = 1; i < stages.Length; n /= radices[i], stride *= radices[i], i++)
            stages[i] = new FftStage<T>(n, radices[i], stride);
        return stages;
    }

    /// <summary>exp(−2πi·k/n), rounded from float64 with the angle reduced first.</summary>
    public static (T Re, T Im) Root(long k, long n)
    {
        (double sin, double cos) = double.SinCosPi(2.0 * (k % n) / n);
        return (T.CreateTruncating(cos), T.CreateTruncating(-sin));
    }

    public void Run(ReadOnlySpan<T> xRe, ReadOnlySpan<T> xIm, Span<T> yRe, Span<T> yIm)
    {
        if (_radix == 4) Four(xRe, xIm, yRe, yIm);
        else if (_radix == 2) Two(xRe, xIm, yRe, yIm);
        else General(xRe, xIm, yRe, yIm);
    }

    private void Four(ReadOnlySpan<T> xRe, ReadOnlySpan<T> xIm, Span<T> yRe, Span<T> yIm)
    {
        int s = _stride, quarter = s * _m, vectors = Vector.IsHardwareAccelerated ? s - s % Vector<T>.Count : 0;
        for (int p = 0; p < _m; p++)
        {
            (T w1r, T w1i, T w2r, T w2i, T w3r, T w3i) = (_wRe[3 * p], _wIm[3 * p], _wRe[3 * p + 1], _wIm[3 * p + 1], _wRe[3 * p + 2], _wIm[3 * p + 2]);
            ReadOnlySpan<T> ar = xRe.Slice(s * p, s), ai = xIm.Slice(s * p, s);
            ReadOnlySpan<T> br = xRe.Slice(s * p + quarter, s), bi = xIm.Slice(s * p + quarter, s);
            ReadOnlySpan<T> cr = xRe.Slice(s * p + 2 * quarter, s), ci = xIm.Slice(s * p + 2 * quarter, s);
            ReadOnlySpan<T> dr = xRe.Slice(s * p + 3 * quarter, s), di = xIm.Slice(s * p + 3 * quarter, s);
            Span<T> y0r = yRe.Slice(4 * s * p, s), y0i = yIm.Slice(4 * s * p, s);
            Span<T> y1r = yRe.Slice(s * (4 * p + 1), s), y1i = yIm.Slice(s * (4 * p + 1), s);
            Span<T> y2r = yRe.Slice(s * (4 * p + 2), s), y2i = yIm.Slice(s * (4 * p + 2), s);
            Span<T> y3r = yRe.Slice(s * (4 * p + 3), s), y3i = yIm.Slice(s * (4 * p + 3), s);
            int q = 0;
            for (; q < vectors; q += Vector<T>.Count)
            {
                Vector<T> acr = Load(ar, q) + Load(cr, q), aci = Load(ai, q) + Load(ci, q);
                Vector<T> sar = Load(ar, q) - Load(cr, q), sai = Load(ai, q) - Load(ci, q);
                Vector<T> bdr = Load(br, q) + Load(dr, q), bdi = Load(bi, q) + Load(di, q);
                Vector<T> sbr = Load(br, q) - Load(dr, q), sbi = Load(bi, q) - Load(di, q);
                Store(acr + bdr, y0r, q);
                Store(aci + bdi, y0i, q);
                Multiply(sar + sbi, sai - sbr, w1r, w1i, y1r, y1i, q); // (a − c) − i(b − d)
                Multiply(acr - bdr, aci - bdi, w2r, w2i, y2r, y2i, q);
                Multiply(sar - sbi, sai + sbr, w3r, w3i, y3r, y3i, q);
            }
            for (; q < s; q++)
            {
                T acr = ar[q] + cr[q], aci = ai[q] + ci[q], sar = ar[q] - cr[q], sai = ai[q] - ci[q];
                T bdr = br[q] + dr[q], bdi = bi[q] + di[q], sbr = br[q] - dr[q], sbi = bi[q] - di[q];
                y0r[q] = acr + bdr;
                y0i[q] = aci + bdi;
                T r1 = sar + sbi, i1 = sai - sbr, r2 = acr - bdr, i2 = aci - bdi, r3 = sar - sbi, i3 = sai + sbr;
                (y1r[q], y1i[q]) = (r1 * w1r - i1 * w1i, r1 * w1i + i1 * w1r);
                (y2r[q], y2i[q]) = (r2 * w2r - i2 * w2i, r2 * w2i + i2 * w2r);
                (y3r[q], y3i[q]) = (r3 * w3r - i3 * w3i, r3 * w3i + i3 * w3r);
            }
        }
    }

    private void Two(ReadOnlySpan<T> xRe, ReadOnlySpan<T> xIm, Span<T> yRe, Span<T> yIm)
    {
        int s = _stride, half = s * _m, vectors = Vector.IsHardwareAccelerated ? s - s % Vector<T>.Count : 0;
        for (int p = 0; p < _m; p++)
        {
            (T wr, T wi) = (_wRe[p], _wIm[p]);
            ReadOnlySpan<T> ar = xRe.Slice(s * p, s), ai = xIm.Slice(s * p, s), br = xRe.Slice(s * p + half, s), bi = xIm.Slice(s * p + half, s);
            Span<T> y0r = yRe.Slice(2 * s * p, s), y0i = yIm.Slice(2 * s * p, s);
            Span<T> y1r = yRe.Slice(s * (2 * p + 1), s), y1i = yIm.Slice(s * (2 * p + 1), s);
            int q = 0;
            for (; q < vectors; q += Vector<T>.Count)
            {
                Store(Load(ar, q) + Load(br, q), y0r, q);
                Store(Load(ai, q) + Load(bi, q), y0i, q);
                Multiply(Load(ar, q) - Load(br, q), Load(ai, q) - Load(bi, q), wr, wi, y1r, y1i, q);
            }
            for (; q < s; q++)
            {
                T re = ar[q] - br[q], im = ai[q] - bi[q];
                (y0r[q], y0i[q]) = (ar[q] + br[q], ai[q] + bi[q]);
                (y1r[q], y1i[q]) = (re * wr - im * wi, re * wi + im * wr);
            }
        }
    }

    private void General(ReadOnlySpan<T> xRe, ReadOnlySpan<T> xIm, Span<T> yRe, Span<T> yIm)
    {
        (int r, int s) = (_radix, _stride);
        for (int p = 0; p < _m; p++)
            for (int j = 0; j < r; j++)
            {
                Span<T> outRe = yRe.Slice(s * (r * p + j), s), outIm = yIm.Slice(s * (r * p + j), s);
                (T wr, T wi) = j == 0 ? (T.One, T.Zero) : (_wRe[p * (r - 1) + j - 1], _wIm[p * (r - 1) + j - 1]);
                outRe.Clear();
                outIm.Clear();
                for (int k = 0; k < r; k++)
                {
                    (T cos, T sin) = (_cos[j * k % r], _sin[j * k % r]);
                    Accumulate(xRe.Slice(s * (p + k * _m), s), xIm.Slice(s * (p + k * _m), s), cos * wr - sin * wi, cos * wi + sin * wr, outRe, outIm);
                }
            }
    }

    // y += c·x for complex c
    private static void Accumulate(ReadOnlySpan<T> xRe, ReadOnlySpan<T> xIm, T cr, T ci, Span<T> yRe, Span<T> yIm)
    {
        int q = 0, vectors = Vector.IsHardwareAccelerated ? xRe.Length - xRe.Length % Vector<T>.Count : 0;
        for (; q < vectors; q += Vector<T>.Count)
        {
            Vector<T> re = Load(xRe, q), im = Load(xIm, q);
            Store(Load(yRe, q) + re * cr - im * ci, yRe, q);
            Store(Load(yIm, q) + re * ci + im * cr, yIm, q);
        }
        for (; q < xRe.Length; q++)
        {
            yRe[q] += xRe[q] * cr - xIm[q] * ci;
            yIm[q] += xRe[q] * ci + xIm[q] * cr;
        }
    }

    private static Vector<T> Load(ReadOnlySpan<T> from, int at) => Vector.LoadUnsafe(in MemoryMarshal.GetReference(from), (nuint)at);

    private static void Store(Vector<T> value, Span<T> to, int at) => value.StoreUnsafe(ref MemoryMarshal.GetReference(to), (nuint)at);

    private static void Multiply(Vector<T> re, Vector<T> im, T wr, T wi, Span<T> toRe, Span<T> toIm, int at)
    {
        Store(re * wr - im * wi, toRe, at);
        Store(re * wi + im * wr, toIm, at);
    }
}
