using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Neuron.Kernels.Cpu.Simd;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// The innermost loops of the matrix product: a tile of C stays in registers while K passes by, one step of which is an
/// outer product of a column of A (broadcast, element by element) and one or two vectors of B.
/// </summary>
/// <remarks>
/// Every element of C is one chain of multiply-adds over k, whatever the tile's size: so neither the division of C into
/// tiles nor that into pieces for threads can change a bit. 12 rows by 2 vectors fill 24 of 32 registers; machines with
/// 16 registers take 6 rows. The second vector of each row of C lies <c>second</c> elements after the first.
/// </remarks>
internal static unsafe class TileKernels<T, TVector, TSimd>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>How far ahead rows of B that were not packed are asked for: about the time L3 takes to answer.</summary>
    private const int Ahead = 8;

    /// <summary>How many steps before the end the tile of C is asked for: sooner, and A and B would drive it out again.</summary>
    private const int Notice = 24;

    /// <summary>The kernel for a tile of this many rows: 12, 8, 6, 4, 2 or 1.</summary>
    public static delegate*<nint, T*, nint, nint, T*, nint, T*, nint, nint, T, bool, void> Of(int rows, bool two, bool packed) =>
        (two, packed) switch
        {
            (true, true) => Of<WidePacked>(rows),
            (true, false) => Of<WideDirect>(rows),
            (false, true) => Of<NarrowPacked>(rows),
            (false, false) => Of<NarrowDirect>(rows),
        };

    private static delegate*<nint, T*, nint, nint, T*, nint, T*, nint, nint, T, bool, void> Of<TMode>(int rows)
        where TMode : struct, ITileMode => rows switch
        {
            12 => &Rows12<TMode>,
            8 => &Rows8<TMode>,
            6 => &Rows6<TMode>,
            4 => &Rows4<TMode>,
            2 => &Rows2<TMode>,
            1 => &Rows1<TMode>,
            _ => throw new ArgumentOutOfRangeException(nameof(rows), rows, "Tile kernels have 12, 8, 6, 4, 2 or 1 rows."),
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TMode>(T* c, TVector p, TVector q, nint second, T alpha, bool accumulate)
        where TMode : struct, ITileMode
    {
        if (alpha != T.One)
        {
            p = TSimd.Multiply(p, TSimd.Broadcast(alpha));
            if (TMode.Two) q = TSimd.Multiply(q, TSimd.Broadcast(alpha));
        }
        if (accumulate)
        {
            p = TSimd.Add(p, TSimd.Load(c));
            if (TMode.Two) q = TSimd.Add(q, TSimd.Load(c + second));
        }
        TSimd.Store(c, p);
        if (TMode.Two) TSimd.Store(c + second, q);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(T* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    /// <summary>Asks for the tile of C while the sums are made, so that storing it does not wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchRows<TMode>(T* c, nint ldc, nint second, int rows)
        where TMode : struct, ITileMode
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < rows; i++)
        {
            Sse.Prefetch1(c);
            if (TMode.Two) Sse.Prefetch1(c + second);
            c += ldc;
        }
    }

    /// <summary>C[12, w] = or += alpha · A[12, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows12<TMode>(nint k, T* a, nint rs, nint cs, T* b, nint ldb, T* c, nint ldc, nint second, T alpha, bool accumulate)
        where TMode : struct, ITileMode
    {
        TVector p0 = default, q0 = default;
        TVector p1 = default, q1 = default;
        TVector p2 = default, q2 = default;
        TVector p3 = default, q3 = default;
        TVector p4 = default, q4 = default;
        TVector p5 = default, q5 = default;
        TVector p6 = default, q6 = default;
        TVector p7 = default, q7 = default;
        TVector p8 = default, q8 = default;
        TVector p9 = default, q9 = default;
        TVector p10 = default, q10 = default;
        TVector p11 = default, q11 = default;
        nint row = TMode.Packed ? 1 : rs;
        nint step = TMode.Packed ? 12 : cs;
        T* a3 = a + 3 * row;
        T* a6 = a + 6 * row;
        T* a9 = a + 9 * row;
        nint rest = k < Notice ? k : Notice;
        for (nint n = k - rest; ; n = rest, rest = 0)
        {
            for (; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (!TMode.Packed)
                {
                    Prefetch(b + (Ahead * ldb));
                    if (TMode.Two) Prefetch(b + (Ahead * ldb) + TSimd.Width);
                }
                var s = TSimd.Broadcast(*a);
                p0 = TSimd.MultiplyAdd(s, x, p0);
                if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                s = TSimd.Broadcast(*(a + row));
                p1 = TSimd.MultiplyAdd(s, x, p1);
                if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                s = TSimd.Broadcast(*(a + (2 * row)));
                p2 = TSimd.MultiplyAdd(s, x, p2);
                if (TMode.Two) q2 = TSimd.MultiplyAdd(s, y, q2);
                s = TSimd.Broadcast(*a3);
                p3 = TSimd.MultiplyAdd(s, x, p3);
                if (TMode.Two) q3 = TSimd.MultiplyAdd(s, y, q3);
                s = TSimd.Broadcast(*(a3 + row));
                p4 = TSimd.MultiplyAdd(s, x, p4);
                if (TMode.Two) q4 = TSimd.MultiplyAdd(s, y, q4);
                s = TSimd.Broadcast(*(a3 + (2 * row)));
                p5 = TSimd.MultiplyAdd(s, x, p5);
                if (TMode.Two) q5 = TSimd.MultiplyAdd(s, y, q5);
                s = TSimd.Broadcast(*a6);
                p6 = TSimd.MultiplyAdd(s, x, p6);
                if (TMode.Two) q6 = TSimd.MultiplyAdd(s, y, q6);
                s = TSimd.Broadcast(*(a6 + row));
                p7 = TSimd.MultiplyAdd(s, x, p7);
                if (TMode.Two) q7 = TSimd.MultiplyAdd(s, y, q7);
                s = TSimd.Broadcast(*(a6 + (2 * row)));
                p8 = TSimd.MultiplyAdd(s, x, p8);
                if (TMode.Two) q8 = TSimd.MultiplyAdd(s, y, q8);
                s = TSimd.Broadcast(*a9);
                p9 = TSimd.MultiplyAdd(s, x, p9);
                if (TMode.Two) q9 = TSimd.MultiplyAdd(s, y, q9);
                s = TSimd.Broadcast(*(a9 + row));
                p10 = TSimd.MultiplyAdd(s, x, p10);
                if (TMode.Two) q10 = TSimd.MultiplyAdd(s, y, q10);
                s = TSimd.Broadcast(*(a9 + (2 * row)));
                p11 = TSimd.MultiplyAdd(s, x, p11);
                if (TMode.Two) q11 = TSimd.MultiplyAdd(s, y, q11);
                a += step; a3 += step; a6 += step; a9 += step;
                b += ldb;
            }
            if (rest == 0) break;
            PrefetchRows<TMode>(c, ldc, second, 12);
        }
        Put<TMode>(c, p0, q0, second, alpha, accumulate);
        Put<TMode>(c + ldc, p1, q1, second, alpha, accumulate);
        Put<TMode>(c + (2 * ldc), p2, q2, second, alpha, accumulate);
        Put<TMode>(c + (3 * ldc), p3, q3, second, alpha, accumulate);
        Put<TMode>(c + (4 * ldc), p4, q4, second, alpha, accumulate);
        Put<TMode>(c + (5 * ldc), p5, q5, second, alpha, accumulate);
        Put<TMode>(c + (6 * ldc), p6, q6, second, alpha, accumulate);
        Put<TMode>(c + (7 * ldc), p7, q7, second, alpha, accumulate);
        Put<TMode>(c + (8 * ldc), p8, q8, second, alpha, accumulate);
        Put<TMode>(c + (9 * ldc), p9, q9, second, alpha, accumulate);
        Put<TMode>(c + (10 * ldc), p10, q10, second, alpha, accumulate);
        Put<TMode>(c + (11 * ldc), p11, q11, second, alpha, accumulate);
    }

    /// <summary>C[8, w] = or += alpha · A[8, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8<TMode>(nint k, T* a, nint rs, nint cs, T* b, nint ldb, T* c, nint ldc, nint second, T alpha, bool accumulate)
        where TMode : struct, ITileMode
    {
        TVector p0 = default, q0 = default;
        TVector p1 = default, q1 = default;
        TVector p2 = default, q2 = default;
        TVector p3 = default, q3 = default;
        TVector p4 = default, q4 = default;
        TVector p5 = default, q5 = default;
        TVector p6 = default, q6 = default;
        TVector p7 = default, q7 = default;
        nint row = TMode.Packed ? 1 : rs;
        nint step = TMode.Packed ? 8 : cs;
        T* a3 = a + 3 * row;
        T* a6 = a + 6 * row;
        nint rest = k < Notice ? k : Notice;
        for (nint n = k - rest; ; n = rest, rest = 0)
        {
            for (; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (!TMode.Packed)
                {
                    Prefetch(b + (Ahead * ldb));
                    if (TMode.Two) Prefetch(b + (Ahead * ldb) + TSimd.Width);
                }
                var s = TSimd.Broadcast(*a);
                p0 = TSimd.MultiplyAdd(s, x, p0);
                if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                s = TSimd.Broadcast(*(a + row));
                p1 = TSimd.MultiplyAdd(s, x, p1);
                if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                s = TSimd.Broadcast(*(a + (2 * row)));
                p2 = TSimd.MultiplyAdd(s, x, p2);
                if (TMode.Two) q2 = TSimd.MultiplyAdd(s, y, q2);
                s = TSimd.Broadcast(*a3);
                p3 = TSimd.MultiplyAdd(s, x, p3);
                if (TMode.Two) q3 = TSimd.MultiplyAdd(s, y, q3);
                s = TSimd.Broadcast(*(a3 + row));
                p4 = TSimd.MultiplyAdd(s, x, p4);
                if (TMode.Two) q4 = TSimd.MultiplyAdd(s, y, q4);
                s = TSimd.Broadcast(*(a3 + (2 * row)));
                p5 = TSimd.MultiplyAdd(s, x, p5);
                if (TMode.Two) q5 = TSimd.MultiplyAdd(s, y, q5);
                s = TSimd.Broadcast(*a6);
                p6 = TSimd.MultiplyAdd(s, x, p6);
                if (TMode.Two) q6 = TSimd.MultiplyAdd(s, y, q6);
                s = TSimd.Broadcast(*(a6 + row));
                p7 = TSimd.MultiplyAdd(s, x, p7);
                if (TMode.Two) q7 = TSimd.MultiplyAdd(s, y, q7);
                a += step; a3 += step; a6 += step;
                b += ldb;
            }
            if (rest == 0) break;
            PrefetchRows<TMode>(c, ldc, second, 8);
        }
        Put<TMode>(c, p0, q0, second, alpha, accumulate);
        Put<TMode>(c + ldc, p1, q1, second, alpha, accumulate);
        Put<TMode>(c + (2 * ldc), p2, q2, second, alpha, accumulate);
        Put<TMode>(c + (3 * ldc), p3, q3, second, alpha, accumulate);
        Put<TMode>(c + (4 * ldc), p4, q4, second, alpha, accumulate);
        Put<TMode>(c + (5 * ldc), p5, q5, second, alpha, accumulate);
        Put<TMode>(c + (6 * ldc), p6, q6, second, alpha, accumulate);
        Put<TMode>(c + (7 * ldc), p7, q7, second, alpha, accumulate);
    }

    /// <summary>C[6, w] = or += alpha · A[6, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<TMode>(nint k, T* a, nint rs, nint cs, T* b, nint ldb, T* c, nint ldc, nint second, T alpha, bool accumulate)
        where TMode : struct, ITileMode
    {
        TVector p0 = default, q0 = default;
        TVector p1 = default, q1 = default;
        TVector p2 = default, q2 = default;
        TVector p3 = default, q3 = default;
        TVector p4 = default, q4 = default;
        TVector p5 = default, q5 = default;
        nint row = TMode.Packed ? 1 : rs;
        nint step = TMode.Packed ? 6 : cs;
        T* a3 = a + 3 * row;
        nint rest = k < Notice ? k : Notice;
        for (nint n = k - rest; ; n = rest, rest = 0)
        {
            for (; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (!TMode.Packed)
                {
                    Prefetch(b + (Ahead * ldb));
                    if (TMode.Two) Prefetch(b + (Ahead * ldb) + TSimd.Width);
                }
                var s = TSimd.Broadcast(*a);
                p0 = TSimd.MultiplyAdd(s, x, p0);
                if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                s = TSimd.Broadcast(*(a + row));
                p1 = TSimd.MultiplyAdd(s, x, p1);
                if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                s = TSimd.Broadcast(*(a + (2 * row)));
                p2 = TSimd.MultiplyAdd(s, x, p2);
                if (TMode.Two) q2 = TSimd.MultiplyAdd(s, y, q2);
                s = TSimd.Broadcast(*a3);
                p3 = TSimd.MultiplyAdd(s, x, p3);
                if (TMode.Two) q3 = TSimd.MultiplyAdd(s, y, q3);
                s = TSimd.Broadcast(*(a3 + row));
                p4 = TSimd.MultiplyAdd(s, x, p4);
                if (TMode.Two) q4 = TSimd.MultiplyAdd(s, y, q4);
                s = TSimd.Broadcast(*(a3 + (2 * row)));
                p5 = TSimd.MultiplyAdd(s, x, p5);
                if (TMode.Two) q5 = TSimd.MultiplyAdd(s, y, q5);
                a += step; a3 += step;
                b += ldb;
            }
            if (rest == 0) break;
            PrefetchRows<TMode>(c, ldc, second, 6);
        }
        Put<TMode>(c, p0, q0, second, alpha, accumulate);
        Put<TMode>(c + ldc, p1, q1, second, alpha, accumulate);
        Put<TMode>(c + (2 * ldc), p2, q2, second, alpha, accumulate);
        Put<TMode>(c + (3 * ldc), p3, q3, second, alpha, accumulate);
        Put<TMode>(c + (4 * ldc), p4, q4, second, alpha, accumulate);
        Put<TMode>(c + (5 * ldc), p5, q5, second, alpha, accumulate);
    }

    /// <summary>C[4, w] = or += alpha · A[4, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4<TMode>(nint k, T* a, nint rs, nint cs, T* b, nint ldb, T* c, nint ldc, nint second, T alpha, bool accumulate)
        where TMode : struct, ITileMode
    {
        TVector p0 = default, q0 = default;
        TVector p1 = default, q1 = default;
        TVector p2 = default, q2 = default;
        TVector p3 = default, q3 = default;
        nint row = TMode.Packed ? 1 : rs;
        nint step = TMode.Packed ? 4 : cs;
        T* a3 = a + 3 * row;
        nint rest = k < Notice ? k : Notice;
        for (nint n = k - rest; ; n = rest, rest = 0)
        {
            for (; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (!TMode.Packed)
                {
                    Prefetch(b + (Ahead * ldb));
                    if (TMode.Two) Prefetch(b + (Ahead * ldb) + TSimd.Width);
                }
                var s = TSimd.Broadcast(*a);
                p0 = TSimd.MultiplyAdd(s, x, p0);
                if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                s = TSimd.Broadcast(*(a + row));
                p1 = TSimd.MultiplyAdd(s, x, p1);
                if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                s = TSimd.Broadcast(*(a + (2 * row)));
                p2 = TSimd.MultiplyAdd(s, x, p2);
                if (TMode.Two) q2 = TSimd.MultiplyAdd(s, y, q2);
                s = TSimd.Broadcast(*a3);
                p3 = TSimd.MultiplyAdd(s, x, p3);
                if (TMode.Two) q3 = TSimd.MultiplyAdd(s, y, q3);
                a += step; a3 += step;
                b += ldb;
            }
            if (rest == 0) break;
            PrefetchRows<TMode>(c, ldc, second, 4);
        }
        Put<TMode>(c, p0, q0, second, alpha, accumulate);
        Put<TMode>(c + ldc, p1, q1, second, alpha, accumulate);
        Put<TMode>(c + (2 * ldc), p2, q2, second, alpha, accumulate);
        Put<TMode>(c + (3 * ldc), p3, q3, second, alpha, accumulate);
    }

    /// <summary>C[2, w] = or += alpha · A[2, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2<TMode>(nint k, T* a, nint rs, nint cs, T* b, nint ldb, T* c, nint ldc, nint second, T alpha, bool accumulate)
        where TMode : struct, ITileMode
    {
        TVector p0 = default, q0 = default;
        TVector p1 = default, q1 = default;
        nint row = TMode.Packed ? 1 : rs;
        nint step = TMode.Packed ? 2 : cs;
        nint rest = k < Notice ? k : Notice;
        for (nint n = k - rest; ; n = rest, rest = 0)
        {
            for (; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (!TMode.Packed)
                {
                    Prefetch(b + (Ahead * ldb));
                    if (TMode.Two) Prefetch(b + (Ahead * ldb) + TSimd.Width);
                }
                var s = TSimd.Broadcast(*a);
                p0 = TSimd.MultiplyAdd(s, x, p0);
                if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                s = TSimd.Broadcast(*(a + row));
                p1 = TSimd.MultiplyAdd(s, x, p1);
                if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                a += step;
                b += ldb;
            }
            if (rest == 0) break;
            PrefetchRows<TMode>(c, ldc, second, 2);
        }
        Put<TMode>(c, p0, q0, second, alpha, accumulate);
        Put<TMode>(c + ldc, p1, q1, second, alpha, accumulate);
    }

    /// <summary>C[1, w] = or += alpha · A[1, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1<TMode>(nint k, T* a, nint rs, nint cs, T* b, nint ldb, T* c, nint ldc, nint second, T alpha, bool accumulate)
        where TMode : struct, ITileMode
    {
        TVector p0 = default, q0 = default;
        nint step = TMode.Packed ? 1 : cs;
        nint rest = k < Notice ? k : Notice;
        for (nint n = k - rest; ; n = rest, rest = 0)
        {
            for (; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (!TMode.Packed)
                {
                    Prefetch(b + (Ahead * ldb));
                    if (TMode.Two) Prefetch(b + (Ahead * ldb) + TSimd.Width);
                }
                var s = TSimd.Broadcast(*a);
                p0 = TSimd.MultiplyAdd(s, x, p0);
                if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                a += step;
                b += ldb;
            }
            if (rest == 0) break;
            PrefetchRows<TMode>(c, ldc, second, 1);
        }
        Put<TMode>(c, p0, q0, second, alpha, accumulate);
    }
}
