using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Transforms of the rows of [rows, N, 2] (real, imaginary) by Stockham's passes: each reads one buffer and writes the other, in order.</summary>
internal static class FourierKernels
{
    /// <summary>
    /// A pass of radix r after sub-transforms of length l: butterfly i = b·l + k takes x[i + q·N/r], turned by exp(−2πi·qk/(lr)), to
    /// y[b·lr + k + q·l]. An inverse pass exchanges the parts on both sides. Index: X butterfly, Y row.
    /// </summary>
    public static void Pass<T, TRadix>(Index2D index, ArrayView<T> x, ArrayView<T> y, ArrayView<T> roots, int length, int done, int inverse)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRadix : struct, IRadix
    {
        var re = LocalMemory.Allocate<T>(TRadix.Size);
        var im = LocalMemory.Allocate<T>(TRadix.Size);
        int part = length / TRadix.Size, k = index.X % done, step = part / done;
        long row = (long)index.Y * length;
        for (int q = 0; q < TRadix.Size; q++)
        {
            Unroll.Fully();
            long at = 2 * (row + index.X + (q * (long)part));
            T a = x[at + inverse], b = x[at + 1 - inverse];
            long root = 2L * q * k * step;
            T c = roots[root], s = roots[root + 1];
            re[q] = (a * c) - (b * s);
            im[q] = (a * s) + (b * c);
        }
        TRadix.Transform(re, im, roots, part);
        long target = row + ((long)(index.X - k) * TRadix.Size) + k;
        for (int q = 0; q < TRadix.Size; q++)
        {
            Unroll.Fully();
            long at = 2 * (target + (q * (long)done));
            y[at + inverse] = re[q];
            y[at + 1 - inverse] = im[q];
        }
    }

    /// <summary>The spectrum of N = 2h real samples from the transform z of their pairs [h]. Index: X k ≤ h, Y row.</summary>
    /// <remarks>X[k] = (z[k] + z̄[h−k])/2 − i·exp(−2πik/N)·(z[k] − z̄[h−k])/2.</remarks>
    public static void SplitPairs<T>(Index2D index, ArrayView<T> z, ArrayView<T> y, ArrayView<T> roots, int half)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int k = index.X;
        long row = (long)index.Y * half, a = 2 * (row + (k % half)), b = 2 * (row + ((half - k) % half));
        T halfOf = T.CreateTruncating(0.5);
        T sumRe = (z[a] + z[b]) * halfOf, sumIm = (z[a + 1] - z[b + 1]) * halfOf;
        T differenceRe = (z[a] - z[b]) * halfOf, differenceIm = (z[a + 1] + z[b + 1]) * halfOf;
        T c = roots[2L * k], s = roots[(2L * k) + 1];
        long at = 2 * (((long)index.Y * (half + 1)) + k);
        y[at] = sumRe + (differenceRe * s) + (differenceIm * c);
        y[at + 1] = sumIm - (differenceRe * c) + (differenceIm * s);
    }

    /// <summary>The other way round: pairs whose inverse transform is the N = 2h samples. Index: X k &lt; h, Y row.</summary>
    /// <remarks>z[k] = (X[k] + X̄[h−k]) + i·exp(2πik/N)·(X[k] − X̄[h−k]), the imaginary parts of X[0] and X[h] taken as 0.</remarks>
    public static void JoinPairs<T>(Index2D index, ArrayView<T> x, ArrayView<T> z, ArrayView<T> roots, int half)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int k = index.X;
        long row = (long)index.Y * (half + 1), a = 2 * (row + k), b = 2 * (row + half - k);
        T aIm = k == 0 ? T.Zero : x[a + 1], bIm = k == 0 ? T.Zero : x[b + 1];
        T sumRe = x[a] + x[b], sumIm = aIm - bIm, differenceRe = x[a] - x[b], differenceIm = aIm + bIm;
        T c = roots[2L * k], s = -roots[(2L * k) + 1];
        long at = 2 * (((long)index.Y * half) + k);
        z[at] = sumRe - (differenceRe * s) - (differenceIm * c);
        z[at + 1] = sumIm + (differenceRe * c) - (differenceIm * s);
    }

    /// <summary>Real samples as complex numbers. Index: X n, Y row.</summary>
    public static void FromReal<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long at = ((long)index.Y * length) + index.X;
        y[2 * at] = x[at];
        y[(2 * at) + 1] = T.Zero;
    }

    /// <summary>The first count of N complex numbers of each row. Index: X k, Y row.</summary>
    public static void Head<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, int length, int count) where T : unmanaged
    {
        long from = 2 * (((long)index.Y * length) + index.X), to = 2 * (((long)index.Y * count) + index.X);
        y[to] = x[from];
        y[to + 1] = x[from + 1];
    }

    /// <summary>All N values of a spectrum whose first N/2 + 1 are given and whose signal is real. Index: X k &lt; N, Y row.</summary>
    public static void Mirror<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int known = (length / 2) + 1, k = index.X;
        bool mirrored = k >= known;
        long from = 2 * (((long)index.Y * known) + (mirrored ? length - k : k)), to = 2 * (((long)index.Y * length) + k);
        T imaginary = k == 0 ? T.Zero : x[from + 1];
        y[to] = x[from];
        y[to + 1] = mirrored ? -imaginary : imaginary;
    }

    /// <summary>Real parts. Index: X n, Y row.</summary>
    public static void RealParts<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, int length) where T : unmanaged
    {
        long at = ((long)index.Y * length) + index.X;
        y[at] = x[2 * at];
    }

    /// <summary>Bluestein, before: x[n]·c[n], then zeros up to M. Index: X n &lt; M, Y row.</summary>
    public static void ChirpIn<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, ArrayView<T> chirp, int length, int padded, int inverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long to = 2 * (((long)index.Y * padded) + index.X);
        T re = T.Zero, im = T.Zero;
        if (index.X < length)
        {
            long from = 2 * (((long)index.Y * length) + index.X);
            T a = x[from + inverse], b = x[from + 1 - inverse], c = chirp[2L * index.X], s = chirp[(2L * index.X) + 1];
            re = (a * c) - (b * s);
            im = (a * s) + (b * c);
        }
        y[to] = re;
        y[to + 1] = im;
    }

    /// <summary>Each row times one spectrum, in place. Index: X k &lt; M, Y row.</summary>
    public static void MultiplyRows<T>(Index2D index, ArrayView<T> x, ArrayView<T> spectrum, int padded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long at = 2 * (((long)index.Y * padded) + index.X);
        T a = x[at], b = x[at + 1], c = spectrum[2L * index.X], s = spectrum[(2L * index.X) + 1];
        x[at] = (a * c) - (b * s);
        x[at + 1] = (a * s) + (b * c);
    }

    /// <summary>Bluestein, after: the first N values times c[k]. Index: X k &lt; N, Y row.</summary>
    public static void ChirpOut<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, ArrayView<T> chirp, int length, int padded, int inverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long from = 2 * (((long)index.Y * padded) + index.X), to = 2 * (((long)index.Y * length) + index.X);
        T a = x[from], b = x[from + 1], c = chirp[2L * index.X], s = chirp[(2L * index.X) + 1];
        y[to + inverse] = (a * c) - (b * s);
        y[to + 1 - inverse] = (a * s) + (b * c);
    }

    /// <summary>y[t] = Σ x[f, t − f·hop], frames in order. Index: X t, Y row.</summary>
    public static void OverlapAdd<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, int frames, int length, int hop, int total)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int t = index.X, before = t - length + 1, first = before <= 0 ? 0 : (before + hop - 1) / hop, last = XMath.Min(frames - 1, t / hop);
        T sum = T.Zero;
        for (int f = first; f <= last; f++) sum += x[((((long)index.Y * frames) + f) * length) + t - (f * hop)];
        y[((long)index.Y * total) + t] = sum;
    }
}
