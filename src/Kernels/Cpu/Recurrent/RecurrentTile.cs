using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Recurrent;

/// <summary>Products of four rows with a panel of weights that was packed once for all steps.</summary>
/// <remarks>A panel holds, for each inner index, 3 or 4 vectors side by side; sixteen sums stay in registers.</remarks>
internal static unsafe class RecurrentTile<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows of a tile; missing ones may repeat another.</summary>
    public const int Rows = 4;

    /// <summary>Elements of the sums of a tile.</summary>
    public static int Sums => Rows * 4 * Vector512<T>.Count;

    /// <summary>Sums [4 rows][vectors][width] of rows a with a panel of <paramref name="depth"/> inner indices.</summary>
    public static void Multiply(T* a0, T* a1, T* a2, T* a3, int depth, T* panel, int vectors, T* sums)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            for (int j = 0; j < vectors; j++) MultiplyOne(a0, a1, a2, a3, depth, panel + (j * Vector512<T>.Count), vectors * Vector512<T>.Count, sums + (j * Vector512<T>.Count));
            return;
        }
        if (vectors == 3) MultiplyThree(a0, a1, a2, a3, depth, panel, sums);
        else MultiplyFour(a0, a1, a2, a3, depth, panel, sums);
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void MultiplyFour(T* a0, T* a1, T* a2, T* a3, int depth, T* panel, T* sums)
    {
        int w = Vector512<T>.Count;
        Vector512<T> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        Vector512<T> s20 = default, s21 = default, s22 = default, s23 = default, s30 = default, s31 = default, s32 = default, s33 = default;
        for (int k = 0; k < depth; k++, panel += 4 * w)
        {
            Vector512<T> p0 = Vector512.Load(panel), p1 = Vector512.Load(panel + w), p2 = Vector512.Load(panel + (2 * w)), p3 = Vector512.Load(panel + (3 * w));
            var a = Vector512.Create(a0[k]);
            s00 = RowVectors<T>.Fma(a, p0, s00);
            s01 = RowVectors<T>.Fma(a, p1, s01);
            s02 = RowVectors<T>.Fma(a, p2, s02);
            s03 = RowVectors<T>.Fma(a, p3, s03);
            a = Vector512.Create(a1[k]);
            s10 = RowVectors<T>.Fma(a, p0, s10);
            s11 = RowVectors<T>.Fma(a, p1, s11);
            s12 = RowVectors<T>.Fma(a, p2, s12);
            s13 = RowVectors<T>.Fma(a, p3, s13);
            a = Vector512.Create(a2[k]);
            s20 = RowVectors<T>.Fma(a, p0, s20);
            s21 = RowVectors<T>.Fma(a, p1, s21);
            s22 = RowVectors<T>.Fma(a, p2, s22);
            s23 = RowVectors<T>.Fma(a, p3, s23);
            a = Vector512.Create(a3[k]);
            s30 = RowVectors<T>.Fma(a, p0, s30);
            s31 = RowVectors<T>.Fma(a, p1, s31);
            s32 = RowVectors<T>.Fma(a, p2, s32);
            s33 = RowVectors<T>.Fma(a, p3, s33);
        }
        Store(sums, s00, s01, s02, s03);
        Store(sums + (4 * w), s10, s11, s12, s13);
        Store(sums + (8 * w), s20, s21, s22, s23);
        Store(sums + (12 * w), s30, s31, s32, s33);
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void MultiplyThree(T* a0, T* a1, T* a2, T* a3, int depth, T* panel, T* sums)
    {
        int w = Vector512<T>.Count;
        Vector512<T> s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        Vector512<T> s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        for (int k = 0; k < depth; k++, panel += 3 * w)
        {
            Vector512<T> p0 = Vector512.Load(panel), p1 = Vector512.Load(panel + w), p2 = Vector512.Load(panel + (2 * w));
            var a = Vector512.Create(a0[k]);
            s00 = RowVectors<T>.Fma(a, p0, s00);
            s01 = RowVectors<T>.Fma(a, p1, s01);
            s02 = RowVectors<T>.Fma(a, p2, s02);
            a = Vector512.Create(a1[k]);
            s10 = RowVectors<T>.Fma(a, p0, s10);
            s11 = RowVectors<T>.Fma(a, p1, s11);
            s12 = RowVectors<T>.Fma(a, p2, s12);
            a = Vector512.Create(a2[k]);
            s20 = RowVectors<T>.Fma(a, p0, s20);
            s21 = RowVectors<T>.Fma(a, p1, s21);
            s22 = RowVectors<T>.Fma(a, p2, s22);
            a = Vector512.Create(a3[k]);
            s30 = RowVectors<T>.Fma(a, p0, s30);
            s31 = RowVectors<T>.Fma(a, p1, s31);
            s32 = RowVectors<T>.Fma(a, p2, s32);
        }
        Store(sums, s00, s01, s02, default);
        Store(sums + (4 * w), s10, s11, s12, default);
        Store(sums + (8 * w), s20, s21, s22, default);
        Store(sums + (12 * w), s30, s31, s32, default);
    }

    /// <summary>One vector of the panel as two of 256 bits: machines with sixteen shorter registers hold eight sums.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void MultiplyOne(T* a0, T* a1, T* a2, T* a3, int depth, T* panel, int stride, T* sums)
    {
        int w = Vector256<T>.Count;
        Vector256<T> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        for (int k = 0; k < depth; k++, panel += stride)
        {
            Vector256<T> p = Vector256.Load(panel), q = Vector256.Load(panel + w);
            var a = Vector256.Create(a0[k]);
            s00 = HalfMath.Fma(a, p, s00);
            s01 = HalfMath.Fma(a, q, s01);
            a = Vector256.Create(a1[k]);
            s10 = HalfMath.Fma(a, p, s10);
            s11 = HalfMath.Fma(a, q, s11);
            a = Vector256.Create(a2[k]);
            s20 = HalfMath.Fma(a, p, s20);
            s21 = HalfMath.Fma(a, q, s21);
            a = Vector256.Create(a3[k]);
            s30 = HalfMath.Fma(a, p, s30);
            s31 = HalfMath.Fma(a, q, s31);
        }
        int row = 8 * w;
        s00.Store(sums);
        s01.Store(sums + w);
        s10.Store(sums + row);
        s11.Store(sums + row + w);
        s20.Store(sums + (2 * row));
        s21.Store(sums + (2 * row) + w);
        s30.Store(sums + (3 * row));
        s31.Store(sums + (3 * row) + w);
    }

    private static void Store(T* sums, Vector512<T> a, Vector512<T> b, Vector512<T> c, Vector512<T> d)
    {
        a.Store(sums);
        b.Store(sums + Vector512<T>.Count);
        c.Store(sums + (2 * Vector512<T>.Count));
        d.Store(sums + (3 * Vector512<T>.Count));
    }
}
