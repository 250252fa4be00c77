using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>A transform of a few complex numbers in registers.</summary>
internal interface IRadix
{
    static abstract int Size { get; }

    /// <summary>In place; roots[k · part] = exp(−2πik / Size) for k below Size.</summary>
    static abstract void Transform<T>(ArrayView<T> re, ArrayView<T> im, ArrayView<T> roots, int part) where T : unmanaged, IFloatingPointIeee754<T>;
}

internal readonly struct Radix2 : IRadix
{
    public static int Size => 2;

    public static void Transform<T>(ArrayView<T> re, ArrayView<T> im, ArrayView<T> roots, int part) where T : unmanaged, IFloatingPointIeee754<T> =>
        Butterflies.Two(re, im, 0, 1);
}

internal readonly struct Radix4 : IRadix
{
    public static int Size => 4;

    public static void Transform<T>(ArrayView<T> re, ArrayView<T> im, ArrayView<T> roots, int part) where T : unmanaged, IFloatingPointIeee754<T> =>
        Butterflies.Four(re, im, 0, 1, 2, 3);
}

internal readonly struct Radix8 : IRadix
{
    public static int Size => 8;

    /// <summary>Transforms of the even and the odd elements, the latter turned by eighths, joined by pairs.</summary>
    public static void Transform<T>(ArrayView<T> re, ArrayView<T> im, ArrayView<T> roots, int part) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Butterflies.Four(re, im, 0, 2, 4, 6);
        Butterflies.Four(re, im, 1, 3, 5, 7);
        T r = T.CreateTruncating(0.70710678118654752440);
        T a = re[3], b = im[3];
        re[3] = (a + b) * r; // exp(−πi/4)
        im[3] = (b - a) * r;
        a = re[5];
        re[5] = im[5]; // −i
        im[5] = -a;
        a = re[7];
        b = im[7];
        re[7] = (b - a) * r; // exp(−3πi/4)
        im[7] = -(a + b) * r;
        // element 2k holds result k of the even half, element 2k + 1 that of the odd half
        Butterflies.Two(re, im, 0, 1);
        Butterflies.Two(re, im, 2, 3);
        Butterflies.Two(re, im, 4, 5);
        Butterflies.Two(re, im, 6, 7);
        Butterflies.Order8(re);
        Butterflies.Order8(im);
    }
}

internal readonly struct Radix3 : IRadix
{
    public static int Size => 3;

    public static void Transform<T>(ArrayView<T> re, ArrayView<T> im, ArrayView<T> roots, int part) where T : unmanaged, IFloatingPointIeee754<T> =>
        Butterflies.Direct<T, Radix3>(re, im, roots, part);
}

internal readonly struct Radix5 : IRadix
{
    public static int Size => 5;

    public static void Transform<T>(ArrayView<T> re, ArrayView<T> im, ArrayView<T> roots, int part) where T : unmanaged, IFloatingPointIeee754<T> =>
        Butterflies.Direct<T, Radix5>(re, im, roots, part);
}

internal readonly struct Radix7 : IRadix
{
    public static int Size => 7;

    public static void Transform<T>(ArrayView<T> re, ArrayView<T> im, ArrayView<T> roots, int part) where T : unmanaged, IFloatingPointIeee754<T> =>
        Butterflies.Direct<T, Radix7>(re, im, roots, part);
}

/// <summary>The parts of which transforms in registers are made.</summary>
internal static class Butterflies
{
    public static void Two<T>(ArrayView<T> re, ArrayView<T> im, int i, int j) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T a = re[i], b = im[i];
        re[i] = a + re[j];
        im[i] = b + im[j];
        re[j] = a - re[j];
        im[j] = b - im[j];
    }

    /// <summary>Four elements, in order in and out.</summary>
    public static void Four<T>(ArrayView<T> re, ArrayView<T> im, int i, int j, int k, int l) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Two(re, im, i, k);
        Two(re, im, j, l);
        T a = re[l];
        re[l] = im[l]; // −i
        im[l] = -a;
        Two(re, im, i, j);
        Two(re, im, k, l);
        (re[j], re[k]) = (re[k], re[j]);
        (im[j], im[k]) = (im[k], im[j]);
    }

    /// <summary>Sums and differences of pairs side by side → sums, then differences.</summary>
    public static void Order8<T>(ArrayView<T> x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6];
        x[1] = x2;
        x[2] = x4;
        x[3] = x6;
        x[4] = x1;
        x[5] = x3;
        x[6] = x5;
    }

    /// <summary>By the definition.</summary>
    public static void Direct<T, TRadix>(ArrayView<T> re, ArrayView<T> im, ArrayView<T> roots, int part)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRadix : struct, IRadix
    {
        var a = LocalMemory.Allocate<T>(TRadix.Size);
        var b = LocalMemory.Allocate<T>(TRadix.Size);
        for (int q = 0; q < TRadix.Size; q++)
        {
            Unroll.Fully();
            a[q] = re[q];
            b[q] = im[q];
        }
        for (int k = 0; k < TRadix.Size; k++)
        {
            Unroll.Fully();
            T sumRe = a[0], sumIm = b[0];
            for (int q = 1; q < TRadix.Size; q++)
            {
                Unroll.Fully();
                long root = 2L * (k * q % TRadix.Size) * part;
                T c = roots[root], s = roots[root + 1];
                sumRe += (a[q] * c) - (b[q] * s);
                sumIm += (a[q] * s) + (b[q] * c);
            }
            re[k] = sumRe;
            im[k] = sumIm;
        }
    }
}
