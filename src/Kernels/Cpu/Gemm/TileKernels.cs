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
/// 16 registers take 6 rows.
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

    /// <summary>The kernel for tiles of this many rows: 12, 8, 6, 4, 2 or 1.</summary>
    public static delegate*<TileRun<T>*, void> Of(int rows, bool two, bool packed, bool copies) =>
        (two, packed, copies) switch
        {
            (true, true, true) => Of<WidePackedCopying>(rows),
            (true, false, true) => Of<WideDirectCopying>(rows),
            (true, true, false) => Of<WidePacked>(rows),
            (true, false, false) => Of<WideDirect>(rows),
            (false, true, _) => Of<NarrowPacked>(rows),
            (false, false, _) => Of<NarrowDirect>(rows),
        };

    private static delegate*<TileRun<T>*, void> Of<TMode>(int rows)
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
    private static void Put<TMode>(T* c, TVector p, TVector q, nint second, TileRun<T>* run)
        where TMode : struct, ITileMode
    {
        if (run->Scale)
        {
            p = TSimd.Multiply(p, TSimd.Broadcast(run->Alpha));
            if (TMode.Two) q = TSimd.Multiply(q, TSimd.Broadcast(run->Alpha));
        }
        if (run->Accumulate)
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
    private static void Rows12<TMode>(TileRun<T>* run)
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 12 : run->AColumn), row3 = 3 * row, ldb = run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
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
            byte* a = (byte*)(run->A + (tile * 12 * (TMode.Packed ? run->Depth : run->ARow)));
            byte* a6 = a + (6 * row);
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 12 * ldc);
            nint rest = Math.Min(run->Depth, Notice);
            for (nint n = run->Depth - rest; ; n = rest, rest = 0)
            {
                for (; n > 0; n--)
                {
                    var x = TSimd.Load(b);
                    var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                    if (!TMode.Packed || TMode.Copies)
                    {
                        Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb));
                        if (TMode.Two) Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb) + TSimd.Width);
                    }
                    if (TMode.Copies)
                    {
                        TSimd.Store(copy, x);
                        TSimd.Store(copy + TSimd.Width, y);
                        copy += 2 * TSimd.Width;
                    }
                    var s = TSimd.Broadcast(*(T*)a);
                    p0 = TSimd.MultiplyAdd(s, x, p0);
                    if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                    s = TSimd.Broadcast(*(T*)(a + row));
                    p1 = TSimd.MultiplyAdd(s, x, p1);
                    if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                    s = TSimd.Broadcast(*(T*)(a + (2 * row)));
                    p2 = TSimd.MultiplyAdd(s, x, p2);
                    if (TMode.Two) q2 = TSimd.MultiplyAdd(s, y, q2);
                    s = TSimd.Broadcast(*(T*)(a + row3));
                    p3 = TSimd.MultiplyAdd(s, x, p3);
                    if (TMode.Two) q3 = TSimd.MultiplyAdd(s, y, q3);
                    s = TSimd.Broadcast(*(T*)(a + (4 * row)));
                    p4 = TSimd.MultiplyAdd(s, x, p4);
                    if (TMode.Two) q4 = TSimd.MultiplyAdd(s, y, q4);
                    s = TSimd.Broadcast(*(T*)(a + row3 + (2 * row)));
                    p5 = TSimd.MultiplyAdd(s, x, p5);
                    if (TMode.Two) q5 = TSimd.MultiplyAdd(s, y, q5);
                    s = TSimd.Broadcast(*(T*)a6);
                    p6 = TSimd.MultiplyAdd(s, x, p6);
                    if (TMode.Two) q6 = TSimd.MultiplyAdd(s, y, q6);
                    s = TSimd.Broadcast(*(T*)(a6 + row));
                    p7 = TSimd.MultiplyAdd(s, x, p7);
                    if (TMode.Two) q7 = TSimd.MultiplyAdd(s, y, q7);
                    s = TSimd.Broadcast(*(T*)(a6 + (2 * row)));
                    p8 = TSimd.MultiplyAdd(s, x, p8);
                    if (TMode.Two) q8 = TSimd.MultiplyAdd(s, y, q8);
                    s = TSimd.Broadcast(*(T*)(a6 + row3));
                    p9 = TSimd.MultiplyAdd(s, x, p9);
                    if (TMode.Two) q9 = TSimd.MultiplyAdd(s, y, q9);
                    s = TSimd.Broadcast(*(T*)(a6 + (4 * row)));
                    p10 = TSimd.MultiplyAdd(s, x, p10);
                    if (TMode.Two) q10 = TSimd.MultiplyAdd(s, y, q10);
                    s = TSimd.Broadcast(*(T*)(a6 + row3 + (2 * row)));
                    p11 = TSimd.MultiplyAdd(s, x, p11);
                    if (TMode.Two) q11 = TSimd.MultiplyAdd(s, y, q11);
                    a += step; a6 += step;
                    b += ldb;
                }
                if (rest == 0) break;
                PrefetchRows<TMode>(c, ldc, second, 12);
            }
            Put<TMode>(c, p0, q0, second, run);
            Put<TMode>(c + ldc, p1, q1, second, run);
            Put<TMode>(c + (2 * ldc), p2, q2, second, run);
            Put<TMode>(c + (3 * ldc), p3, q3, second, run);
            Put<TMode>(c + (4 * ldc), p4, q4, second, run);
            Put<TMode>(c + (5 * ldc), p5, q5, second, run);
            Put<TMode>(c + (6 * ldc), p6, q6, second, run);
            Put<TMode>(c + (7 * ldc), p7, q7, second, run);
            Put<TMode>(c + (8 * ldc), p8, q8, second, run);
            Put<TMode>(c + (9 * ldc), p9, q9, second, run);
            Put<TMode>(c + (10 * ldc), p10, q10, second, run);
            Put<TMode>(c + (11 * ldc), p11, q11, second, run);
        }
    }

    /// <summary>C[8, w] = or += alpha · A[8, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8<TMode>(TileRun<T>* run)
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 8 : run->AColumn), row3 = 3 * row, ldb = run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            TVector p1 = default, q1 = default;
            TVector p2 = default, q2 = default;
            TVector p3 = default, q3 = default;
            TVector p4 = default, q4 = default;
            TVector p5 = default, q5 = default;
            TVector p6 = default, q6 = default;
            TVector p7 = default, q7 = default;
            byte* a = (byte*)(run->A + (tile * 8 * (TMode.Packed ? run->Depth : run->ARow)));
            byte* a6 = a + (6 * row);
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 8 * ldc);
            nint rest = Math.Min(run->Depth, Notice);
            for (nint n = run->Depth - rest; ; n = rest, rest = 0)
            {
                for (; n > 0; n--)
                {
                    var x = TSimd.Load(b);
                    var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                    if (!TMode.Packed || TMode.Copies)
                    {
                        Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb));
                        if (TMode.Two) Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb) + TSimd.Width);
                    }
                    if (TMode.Copies)
                    {
                        TSimd.Store(copy, x);
                        TSimd.Store(copy + TSimd.Width, y);
                        copy += 2 * TSimd.Width;
                    }
                    var s = TSimd.Broadcast(*(T*)a);
                    p0 = TSimd.MultiplyAdd(s, x, p0);
                    if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                    s = TSimd.Broadcast(*(T*)(a + row));
                    p1 = TSimd.MultiplyAdd(s, x, p1);
                    if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                    s = TSimd.Broadcast(*(T*)(a + (2 * row)));
                    p2 = TSimd.MultiplyAdd(s, x, p2);
                    if (TMode.Two) q2 = TSimd.MultiplyAdd(s, y, q2);
                    s = TSimd.Broadcast(*(T*)(a + row3));
                    p3 = TSimd.MultiplyAdd(s, x, p3);
                    if (TMode.Two) q3 = TSimd.MultiplyAdd(s, y, q3);
                    s = TSimd.Broadcast(*(T*)(a + (4 * row)));
                    p4 = TSimd.MultiplyAdd(s, x, p4);
                    if (TMode.Two) q4 = TSimd.MultiplyAdd(s, y, q4);
                    s = TSimd.Broadcast(*(T*)(a + row3 + (2 * row)));
                    p5 = TSimd.MultiplyAdd(s, x, p5);
                    if (TMode.Two) q5 = TSimd.MultiplyAdd(s, y, q5);
                    s = TSimd.Broadcast(*(T*)a6);
                    p6 = TSimd.MultiplyAdd(s, x, p6);
                    if (TMode.Two) q6 = TSimd.MultiplyAdd(s, y, q6);
                    s = TSimd.Broadcast(*(T*)(a6 + row));
                    p7 = TSimd.MultiplyAdd(s, x, p7);
                    if (TMode.Two) q7 = TSimd.MultiplyAdd(s, y, q7);
                    a += step; a6 += step;
                    b += ldb;
                }
                if (rest == 0) break;
                PrefetchRows<TMode>(c, ldc, second, 8);
            }
            Put<TMode>(c, p0, q0, second, run);
            Put<TMode>(c + ldc, p1, q1, second, run);
            Put<TMode>(c + (2 * ldc), p2, q2, second, run);
            Put<TMode>(c + (3 * ldc), p3, q3, second, run);
            Put<TMode>(c + (4 * ldc), p4, q4, second, run);
            Put<TMode>(c + (5 * ldc), p5, q5, second, run);
            Put<TMode>(c + (6 * ldc), p6, q6, second, run);
            Put<TMode>(c + (7 * ldc), p7, q7, second, run);
        }
    }

    /// <summary>C[6, w] = or += alpha · A[6, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<TMode>(TileRun<T>* run)
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 6 : run->AColumn), row3 = 3 * row, ldb = run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            TVector p1 = default, q1 = default;
            TVector p2 = default, q2 = default;
            TVector p3 = default, q3 = default;
            TVector p4 = default, q4 = default;
            TVector p5 = default, q5 = default;
            byte* a = (byte*)(run->A + (tile * 6 * (TMode.Packed ? run->Depth : run->ARow)));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 6 * ldc);
            nint rest = Math.Min(run->Depth, Notice);
            for (nint n = run->Depth - rest; ; n = rest, rest = 0)
            {
                for (; n > 0; n--)
                {
                    var x = TSimd.Load(b);
                    var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                    if (!TMode.Packed || TMode.Copies)
                    {
                        Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb));
                        if (TMode.Two) Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb) + TSimd.Width);
                    }
                    if (TMode.Copies)
                    {
                        TSimd.Store(copy, x);
                        TSimd.Store(copy + TSimd.Width, y);
                        copy += 2 * TSimd.Width;
                    }
                    var s = TSimd.Broadcast(*(T*)a);
                    p0 = TSimd.MultiplyAdd(s, x, p0);
                    if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                    s = TSimd.Broadcast(*(T*)(a + row));
                    p1 = TSimd.MultiplyAdd(s, x, p1);
                    if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                    s = TSimd.Broadcast(*(T*)(a + (2 * row)));
                    p2 = TSimd.MultiplyAdd(s, x, p2);
                    if (TMode.Two) q2 = TSimd.MultiplyAdd(s, y, q2);
                    s = TSimd.Broadcast(*(T*)(a + row3));
                    p3 = TSimd.MultiplyAdd(s, x, p3);
                    if (TMode.Two) q3 = TSimd.MultiplyAdd(s, y, q3);
                    s = TSimd.Broadcast(*(T*)(a + (4 * row)));
                    p4 = TSimd.MultiplyAdd(s, x, p4);
                    if (TMode.Two) q4 = TSimd.MultiplyAdd(s, y, q4);
                    s = TSimd.Broadcast(*(T*)(a + row3 + (2 * row)));
                    p5 = TSimd.MultiplyAdd(s, x, p5);
                    if (TMode.Two) q5 = TSimd.MultiplyAdd(s, y, q5);
                    a += step;
                    b += ldb;
                }
                if (rest == 0) break;
                PrefetchRows<TMode>(c, ldc, second, 6);
            }
            Put<TMode>(c, p0, q0, second, run);
            Put<TMode>(c + ldc, p1, q1, second, run);
            Put<TMode>(c + (2 * ldc), p2, q2, second, run);
            Put<TMode>(c + (3 * ldc), p3, q3, second, run);
            Put<TMode>(c + (4 * ldc), p4, q4, second, run);
            Put<TMode>(c + (5 * ldc), p5, q5, second, run);
        }
    }

    /// <summary>C[4, w] = or += alpha · A[4, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4<TMode>(TileRun<T>* run)
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 4 : run->AColumn), row3 = 3 * row, ldb = run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            TVector p1 = default, q1 = default;
            TVector p2 = default, q2 = default;
            TVector p3 = default, q3 = default;
            byte* a = (byte*)(run->A + (tile * 4 * (TMode.Packed ? run->Depth : run->ARow)));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 4 * ldc);
            nint rest = Math.Min(run->Depth, Notice);
            for (nint n = run->Depth - rest; ; n = rest, rest = 0)
            {
                for (; n > 0; n--)
                {
                    var x = TSimd.Load(b);
                    var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                    if (!TMode.Packed || TMode.Copies)
                    {
                        Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb));
                        if (TMode.Two) Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb) + TSimd.Width);
                    }
                    if (TMode.Copies)
                    {
                        TSimd.Store(copy, x);
                        TSimd.Store(copy + TSimd.Width, y);
                        copy += 2 * TSimd.Width;
                    }
                    var s = TSimd.Broadcast(*(T*)a);
                    p0 = TSimd.MultiplyAdd(s, x, p0);
                    if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                    s = TSimd.Broadcast(*(T*)(a + row));
                    p1 = TSimd.MultiplyAdd(s, x, p1);
                    if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                    s = TSimd.Broadcast(*(T*)(a + (2 * row)));
                    p2 = TSimd.MultiplyAdd(s, x, p2);
                    if (TMode.Two) q2 = TSimd.MultiplyAdd(s, y, q2);
                    s = TSimd.Broadcast(*(T*)(a + row3));
                    p3 = TSimd.MultiplyAdd(s, x, p3);
                    if (TMode.Two) q3 = TSimd.MultiplyAdd(s, y, q3);
                    a += step;
                    b += ldb;
                }
                if (rest == 0) break;
                PrefetchRows<TMode>(c, ldc, second, 4);
            }
            Put<TMode>(c, p0, q0, second, run);
            Put<TMode>(c + ldc, p1, q1, second, run);
            Put<TMode>(c + (2 * ldc), p2, q2, second, run);
            Put<TMode>(c + (3 * ldc), p3, q3, second, run);
        }
    }

    /// <summary>C[2, w] = or += alpha · A[2, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2<TMode>(TileRun<T>* run)
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 2 : run->AColumn), ldb = run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            TVector p1 = default, q1 = default;
            byte* a = (byte*)(run->A + (tile * 2 * (TMode.Packed ? run->Depth : run->ARow)));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 2 * ldc);
            nint rest = Math.Min(run->Depth, Notice);
            for (nint n = run->Depth - rest; ; n = rest, rest = 0)
            {
                for (; n > 0; n--)
                {
                    var x = TSimd.Load(b);
                    var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                    if (!TMode.Packed || TMode.Copies)
                    {
                        Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb));
                        if (TMode.Two) Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb) + TSimd.Width);
                    }
                    if (TMode.Copies)
                    {
                        TSimd.Store(copy, x);
                        TSimd.Store(copy + TSimd.Width, y);
                        copy += 2 * TSimd.Width;
                    }
                    var s = TSimd.Broadcast(*(T*)a);
                    p0 = TSimd.MultiplyAdd(s, x, p0);
                    if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                    s = TSimd.Broadcast(*(T*)(a + row));
                    p1 = TSimd.MultiplyAdd(s, x, p1);
                    if (TMode.Two) q1 = TSimd.MultiplyAdd(s, y, q1);
                    a += step;
                    b += ldb;
                }
                if (rest == 0) break;
                PrefetchRows<TMode>(c, ldc, second, 2);
            }
            Put<TMode>(c, p0, q0, second, run);
            Put<TMode>(c + ldc, p1, q1, second, run);
        }
    }

    /// <summary>C[1, w] = or += alpha · A[1, K] · B[K, w].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1<TMode>(TileRun<T>* run)
        where TMode : struct, ITileMode
    {
        nint step = sizeof(T) * (TMode.Packed ? 1 : run->AColumn), ldb = run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            byte* a = (byte*)(run->A + (tile * (TMode.Packed ? run->Depth : run->ARow)));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * ldc);
            nint rest = Math.Min(run->Depth, Notice);
            for (nint n = run->Depth - rest; ; n = rest, rest = 0)
            {
                for (; n > 0; n--)
                {
                    var x = TSimd.Load(b);
                    var y = TMode.Two ? TSimd.Load(b + TSimd.Width) : default;
                    if (!TMode.Packed || TMode.Copies)
                    {
                        Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb));
                        if (TMode.Two) Prefetch(b + ((TMode.Copies ? 32 : Ahead) * ldb) + TSimd.Width);
                    }
                    if (TMode.Copies)
                    {
                        TSimd.Store(copy, x);
                        TSimd.Store(copy + TSimd.Width, y);
                        copy += 2 * TSimd.Width;
                    }
                    var s = TSimd.Broadcast(*(T*)a);
                    p0 = TSimd.MultiplyAdd(s, x, p0);
                    if (TMode.Two) q0 = TSimd.MultiplyAdd(s, y, q0);
                    a += step;
                    b += ldb;
                }
                if (rest == 0) break;
                PrefetchRows<TMode>(c, ldc, second, 1);
            }
            Put<TMode>(c, p0, q0, second, run);
        }
    }
}
