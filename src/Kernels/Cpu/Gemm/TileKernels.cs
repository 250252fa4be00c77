using System.Numerics;
using System.Runtime.CompilerServices;
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
    /// <summary>How far ahead rows of B that are packed on the way are asked for: more than the time L3 takes to answer.</summary>
    private const int Ahead = 32;

    /// <summary>The kernel for tiles of this many rows, 12, 8, 6, 4, 2 or 1: a delegate*&lt;TileRun&lt;T&gt;*, void&gt;.</summary>
    public static nint Of(int rows, bool two, bool packed, bool copies) =>
        two ? Of<TwoVectors>(rows, packed, copies) : Of<OneVector>(rows, packed, copies);

    private static nint Of<TWidth>(int rows, bool packed, bool copies)
        where TWidth : struct, ITileWidth =>
        packed ? Of<TWidth, PackedOperands>(rows) : copies ? Of<TWidth, CopiedOperands>(rows) : Of<TWidth, StridedOperands>(rows);

    private static nint Of<TWidth, TMode>(int rows)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode => (nint)(delegate*<TileRun<T>*, void>)(rows switch
        {
            12 => &Rows12<TWidth, TMode>,
            8 => &Rows8<TWidth, TMode>,
            6 => &Rows6<TWidth, TMode>,
            4 => &Rows4<TWidth, TMode>,
            2 => &Rows2<TWidth, TMode>,
            1 => &Rows1<TWidth, TMode>,
            _ => throw new ArgumentOutOfRangeException(nameof(rows), rows, "Tile kernels have 12, 8, 6, 4, 2 or 1 rows."),
        });

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TWidth>(T* c, TVector p, TVector q, nint second, TileRun<T>* run)
        where TWidth : struct, ITileWidth
    {
        if (!run->Plain)
        {
            if (run->Alpha != T.One)
            {
                p = TSimd.Multiply(p, TSimd.Broadcast(run->Alpha));
                if (TWidth.Two) q = TSimd.Multiply(q, TSimd.Broadcast(run->Alpha));
            }
            if (run->Accumulate)
            {
                p = TSimd.Add(p, TSimd.Load(c));
                if (TWidth.Two) q = TSimd.Add(q, TSimd.Load(c + second));
            }
            if (run->Bias is not null)
            {
                p = TSimd.Add(p, TSimd.Load(run->Bias));
                if (TWidth.Two) q = TSimd.Add(q, TSimd.Load(run->Bias + TSimd.Width));
            }
        }
        TSimd.Store(c, p);
        if (TWidth.Two) TSimd.Store(c + second, q);
    }

    /// <summary>Packs a row of B, and asks for a later one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(T* b, nint ldb, T* copy, TVector x, TVector y)
    {
        Cache.ReadAhead(b + (Ahead * ldb));
        Cache.ReadAhead(b + (Ahead * ldb) + (2 * TSimd.Width) - 1);
        TSimd.Store(copy, x);
        TSimd.Store(copy + TSimd.Width, y);
    }

    /// <summary>Asks for the tile of C before the sums are made, into the second cache, where A and B leave it: storing it does not wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchRows<TWidth>(T* c, nint ldc, nint second, int rows)
        where TWidth : struct, ITileWidth
    {
        for (int i = 0; i < rows; i++)
        {
            Cache.ReadAheadToSecond(c);
            if (TWidth.Two) Cache.ReadAheadToSecond(c + second);
            c += ldc;
        }
    }

    /// <summary>An element of A times a row of the panel, added to a row of the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TWidth>(byte* a, TVector x, TVector y, ref TVector p, ref TVector q)
        where TWidth : struct, ITileWidth
    {
        var s = TSimd.Broadcast(*(T*)a);
        p = TSimd.MultiplyAdd(s, x, p);
        if (TWidth.Two) q = TSimd.MultiplyAdd(s, y, q);
    }

    /// <summary>The same, where the element is read by two pointers that the JIT does not know to be equal.</summary>
    /// <remarks>
    /// Each broadcast then is a part of its multiply-add: two instructions of AVX-512 in place of three, where a core that two threads share is
    /// short of them. Not for all rows, as two loads in the time of two multiply-adds are all that a core does.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFolded<TWidth>(byte* a, byte* again, TVector x, TVector y, ref TVector p, ref TVector q)
        where TWidth : struct, ITileWidth
    {
        p = TSimd.MultiplyAdd(TSimd.Broadcast(*(T*)a), x, p);
        if (TWidth.Two) q = TSimd.MultiplyAdd(TSimd.Broadcast(*(T*)again), y, q);
    }

    /// <summary>Step <paramref name="n"/> of four, of packed tiles; <paramref name="again"/> is <paramref name="a"/> once more. See <see cref="Step6"/>, <see cref="AddFolded"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PackedStep12<TWidth>(nint n, byte* a, byte* again, nint row, T* b, nint ldb,
        ref TVector p0, ref TVector q0, ref TVector p1, ref TVector q1,
        ref TVector p2, ref TVector q2, ref TVector p3, ref TVector q3,
        ref TVector p4, ref TVector q4, ref TVector p5, ref TVector q5,
        ref TVector p6, ref TVector q6, ref TVector p7, ref TVector q7,
        ref TVector p8, ref TVector q8, ref TVector p9, ref TVector q9,
        ref TVector p10, ref TVector q10, ref TVector p11, ref TVector q11)
        where TWidth : struct, ITileWidth
    {
        nint at = 12 * n * row; // constants, and part of the addresses
        var x = TSimd.Load(b + (n * ldb));
        var y = TWidth.Two ? TSimd.Load(b + ((n * ldb) + TSimd.Width)) : default;
        AddFolded<TWidth>(a + at, again + at, x, y, ref p0, ref q0);
        AddFolded<TWidth>(a + (at + row), again + (at + row), x, y, ref p1, ref q1);
        AddFolded<TWidth>(a + (at + (2 * row)), again + (at + (2 * row)), x, y, ref p2, ref q2);
        AddFolded<TWidth>(a + (at + (3 * row)), again + (at + (3 * row)), x, y, ref p3, ref q3);
        AddFolded<TWidth>(a + (at + (4 * row)), again + (at + (4 * row)), x, y, ref p4, ref q4);
        AddFolded<TWidth>(a + (at + (5 * row)), again + (at + (5 * row)), x, y, ref p5, ref q5);
        AddFolded<TWidth>(a + (at + (6 * row)), again + (at + (6 * row)), x, y, ref p6, ref q6);
        AddFolded<TWidth>(a + (at + (7 * row)), again + (at + (7 * row)), x, y, ref p7, ref q7);
        Add<TWidth>(a + (at + (8 * row)), x, y, ref p8, ref q8);
        Add<TWidth>(a + (at + (9 * row)), x, y, ref p9, ref q9);
        Add<TWidth>(a + (at + (10 * row)), x, y, ref p10, ref q10);
        Add<TWidth>(a + (at + (11 * row)), x, y, ref p11, ref q11);
    }

    /// <summary>C[12, w] = or += alpha · A[12, K] · B[K, w].</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void Rows12<TWidth, TMode>(TileRun<T>* run)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 12 : run->AColumn), row3 = 3 * row;
        nint ldb = TMode.Packed ? (TWidth.Two ? 2 : 1) * TSimd.Width : run->BRow, ldc = run->CRow, second = run->Second;
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
            byte* a = (byte*)(run->A + (tile * run->ATile));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 12 * ldc);
            PrefetchRows<TWidth>(c, ldc, second, 12);
            nint n = run->Depth;
            if (TMode.Packed)
            {
                byte* again = a;
                for (; n >= 4; n -= 4)
                {
                    PackedStep12<TWidth>(0, a, again, row, b, ldb, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5, ref p6, ref q6, ref p7, ref q7, ref p8, ref q8, ref p9, ref q9, ref p10, ref q10, ref p11, ref q11);
                    PackedStep12<TWidth>(1, a, again, row, b, ldb, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5, ref p6, ref q6, ref p7, ref q7, ref p8, ref q8, ref p9, ref q9, ref p10, ref q10, ref p11, ref q11);
                    PackedStep12<TWidth>(2, a, again, row, b, ldb, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5, ref p6, ref q6, ref p7, ref q7, ref p8, ref q8, ref p9, ref q9, ref p10, ref q10, ref p11, ref q11);
                    PackedStep12<TWidth>(3, a, again, row, b, ldb, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5, ref p6, ref q6, ref p7, ref q7, ref p8, ref q8, ref p9, ref q9, ref p10, ref q10, ref p11, ref q11);
                    a += 4 * step;
                    again += 4 * step;
                    b += 4 * ldb;
                }
            }
            byte* a6 = a + (6 * row); // which no address reaches from the first row
            for (; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TWidth.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (TMode.Copies)
                {
                    Copy(b, ldb, copy, x, y);
                    copy += 2 * TSimd.Width;
                }
                Add<TWidth>(a, x, y, ref p0, ref q0);
                Add<TWidth>(a + row, x, y, ref p1, ref q1);
                Add<TWidth>(a + (2 * row), x, y, ref p2, ref q2);
                Add<TWidth>(a + row3, x, y, ref p3, ref q3);
                Add<TWidth>(a + (4 * row), x, y, ref p4, ref q4);
                Add<TWidth>(a + (row3 + (2 * row)), x, y, ref p5, ref q5);
                Add<TWidth>(a6, x, y, ref p6, ref q6);
                Add<TWidth>(a6 + row, x, y, ref p7, ref q7);
                Add<TWidth>(a6 + (2 * row), x, y, ref p8, ref q8);
                Add<TWidth>(a6 + row3, x, y, ref p9, ref q9);
                Add<TWidth>(a6 + (4 * row), x, y, ref p10, ref q10);
                Add<TWidth>(a6 + (row3 + (2 * row)), x, y, ref p11, ref q11);
                a += step;
                a6 += step;
                b += ldb;
            }
            Put<TWidth>(c, p0, q0, second, run);
            Put<TWidth>(c + ldc, p1, q1, second, run);
            Put<TWidth>(c + (2 * ldc), p2, q2, second, run);
            Put<TWidth>(c + (3 * ldc), p3, q3, second, run);
            Put<TWidth>(c + (4 * ldc), p4, q4, second, run);
            Put<TWidth>(c + (5 * ldc), p5, q5, second, run);
            Put<TWidth>(c + (6 * ldc), p6, q6, second, run);
            Put<TWidth>(c + (7 * ldc), p7, q7, second, run);
            Put<TWidth>(c + (8 * ldc), p8, q8, second, run);
            Put<TWidth>(c + (9 * ldc), p9, q9, second, run);
            Put<TWidth>(c + (10 * ldc), p10, q10, second, run);
            Put<TWidth>(c + (11 * ldc), p11, q11, second, run);
        }
    }

    /// <summary>Step <paramref name="n"/> of four, of packed tiles; <paramref name="again"/> is <paramref name="a"/> once more. See <see cref="Step6"/>, <see cref="AddFolded"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PackedStep8<TWidth>(nint n, byte* a, byte* again, nint row, T* b, nint ldb,
        ref TVector p0, ref TVector q0, ref TVector p1, ref TVector q1,
        ref TVector p2, ref TVector q2, ref TVector p3, ref TVector q3,
        ref TVector p4, ref TVector q4, ref TVector p5, ref TVector q5,
        ref TVector p6, ref TVector q6, ref TVector p7, ref TVector q7)
        where TWidth : struct, ITileWidth
    {
        nint at = 8 * n * row; // constants, and part of the addresses
        var x = TSimd.Load(b + (n * ldb));
        var y = TWidth.Two ? TSimd.Load(b + ((n * ldb) + TSimd.Width)) : default;
        AddFolded<TWidth>(a + at, again + at, x, y, ref p0, ref q0);
        AddFolded<TWidth>(a + (at + row), again + (at + row), x, y, ref p1, ref q1);
        AddFolded<TWidth>(a + (at + (2 * row)), again + (at + (2 * row)), x, y, ref p2, ref q2);
        AddFolded<TWidth>(a + (at + (3 * row)), again + (at + (3 * row)), x, y, ref p3, ref q3);
        Add<TWidth>(a + (at + (4 * row)), x, y, ref p4, ref q4);
        Add<TWidth>(a + (at + (5 * row)), x, y, ref p5, ref q5);
        Add<TWidth>(a + (at + (6 * row)), x, y, ref p6, ref q6);
        Add<TWidth>(a + (at + (7 * row)), x, y, ref p7, ref q7);
    }

    /// <summary>C[8, w] = or += alpha · A[8, K] · B[K, w].</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void Rows8<TWidth, TMode>(TileRun<T>* run)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 8 : run->AColumn), row3 = 3 * row;
        nint ldb = TMode.Packed ? (TWidth.Two ? 2 : 1) * TSimd.Width : run->BRow, ldc = run->CRow, second = run->Second;
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
            byte* a = (byte*)(run->A + (tile * run->ATile));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 8 * ldc);
            PrefetchRows<TWidth>(c, ldc, second, 8);
            nint n = run->Depth;
            if (TMode.Packed)
            {
                byte* again = a;
                for (; n >= 4; n -= 4)
                {
                    PackedStep8<TWidth>(0, a, again, row, b, ldb, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5, ref p6, ref q6, ref p7, ref q7);
                    PackedStep8<TWidth>(1, a, again, row, b, ldb, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5, ref p6, ref q6, ref p7, ref q7);
                    PackedStep8<TWidth>(2, a, again, row, b, ldb, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5, ref p6, ref q6, ref p7, ref q7);
                    PackedStep8<TWidth>(3, a, again, row, b, ldb, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5, ref p6, ref q6, ref p7, ref q7);
                    a += 4 * step;
                    again += 4 * step;
                    b += 4 * ldb;
                }
            }
            byte* a6 = a + (6 * row); // which no address reaches from the first row
            for (; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TWidth.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (TMode.Copies)
                {
                    Copy(b, ldb, copy, x, y);
                    copy += 2 * TSimd.Width;
                }
                Add<TWidth>(a, x, y, ref p0, ref q0);
                Add<TWidth>(a + row, x, y, ref p1, ref q1);
                Add<TWidth>(a + (2 * row), x, y, ref p2, ref q2);
                Add<TWidth>(a + row3, x, y, ref p3, ref q3);
                Add<TWidth>(a + (4 * row), x, y, ref p4, ref q4);
                Add<TWidth>(a + (row3 + (2 * row)), x, y, ref p5, ref q5);
                Add<TWidth>(a6, x, y, ref p6, ref q6);
                Add<TWidth>(a6 + row, x, y, ref p7, ref q7);
                a += step;
                a6 += step;
                b += ldb;
            }
            Put<TWidth>(c, p0, q0, second, run);
            Put<TWidth>(c + ldc, p1, q1, second, run);
            Put<TWidth>(c + (2 * ldc), p2, q2, second, run);
            Put<TWidth>(c + (3 * ldc), p3, q3, second, run);
            Put<TWidth>(c + (4 * ldc), p4, q4, second, run);
            Put<TWidth>(c + (5 * ldc), p5, q5, second, run);
            Put<TWidth>(c + (6 * ldc), p6, q6, second, run);
            Put<TWidth>(c + (7 * ldc), p7, q7, second, run);
        }
    }

    /// <summary>
    /// Step <paramref name="n"/> of four along K. Unrolled, because a core that two threads share issues half as many instructions
    /// for each, and then a step's pointers cost as much as its multiply-adds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step6<TWidth, TMode>(nint n, byte* a, nint row, nint step, T* b, nint ldb, T* copy,
        ref TVector p0, ref TVector q0, ref TVector p1, ref TVector q1,
        ref TVector p2, ref TVector q2, ref TVector p3, ref TVector q3,
        ref TVector p4, ref TVector q4, ref TVector p5, ref TVector q5)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode
    {
        nint at = TMode.Packed ? n * step : 0; // a constant, and part of the addresses
        if (!TMode.Packed) a += n * step;
        var x = TSimd.Load(b + (n * ldb));
        var y = TWidth.Two ? TSimd.Load(b + ((n * ldb) + TSimd.Width)) : default;
        if (TMode.Copies) Copy(b + (n * ldb), ldb, copy + (2 * n * TSimd.Width), x, y);
        Add<TWidth>(a + at, x, y, ref p0, ref q0);
        Add<TWidth>(a + (at + row), x, y, ref p1, ref q1);
        Add<TWidth>(a + (at + (2 * row)), x, y, ref p2, ref q2);
        Add<TWidth>(a + (at + (3 * row)), x, y, ref p3, ref q3);
        Add<TWidth>(a + (at + (4 * row)), x, y, ref p4, ref q4);
        Add<TWidth>(a + (at + (5 * row)), x, y, ref p5, ref q5);
    }

    /// <summary>C[6, w] = or += alpha · A[6, K] · B[K, w].</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void Rows6<TWidth, TMode>(TileRun<T>* run)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 6 : run->AColumn);
        nint ldb = TMode.Packed ? (TWidth.Two ? 2 : 1) * TSimd.Width : run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            TVector p1 = default, q1 = default;
            TVector p2 = default, q2 = default;
            TVector p3 = default, q3 = default;
            TVector p4 = default, q4 = default;
            TVector p5 = default, q5 = default;
            byte* a = (byte*)(run->A + (tile * run->ATile));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 6 * ldc);
            PrefetchRows<TWidth>(c, ldc, second, 6);
            nint n = run->Depth;
            for (; n >= 4; n -= 4)
            {
                Step6<TWidth, TMode>(0, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5);
                Step6<TWidth, TMode>(1, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5);
                Step6<TWidth, TMode>(2, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5);
                Step6<TWidth, TMode>(3, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5);
                a += 4 * step;
                b += 4 * ldb;
                if (TMode.Copies) copy += 8 * TSimd.Width;
            }
            for (; n > 0; n--)
            {
                Step6<TWidth, TMode>(0, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3, ref p4, ref q4, ref p5, ref q5);
                a += step;
                b += ldb;
                if (TMode.Copies) copy += 2 * TSimd.Width;
            }
            Put<TWidth>(c, p0, q0, second, run);
            Put<TWidth>(c + ldc, p1, q1, second, run);
            Put<TWidth>(c + (2 * ldc), p2, q2, second, run);
            Put<TWidth>(c + (3 * ldc), p3, q3, second, run);
            Put<TWidth>(c + (4 * ldc), p4, q4, second, run);
            Put<TWidth>(c + (5 * ldc), p5, q5, second, run);
        }
    }

    /// <inheritdoc cref="Step6"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step4<TWidth, TMode>(nint n, byte* a, nint row, nint step, T* b, nint ldb, T* copy,
        ref TVector p0, ref TVector q0, ref TVector p1, ref TVector q1,
        ref TVector p2, ref TVector q2, ref TVector p3, ref TVector q3)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode
    {
        nint at = TMode.Packed ? n * step : 0; // a constant, and part of the addresses
        if (!TMode.Packed) a += n * step;
        var x = TSimd.Load(b + (n * ldb));
        var y = TWidth.Two ? TSimd.Load(b + ((n * ldb) + TSimd.Width)) : default;
        if (TMode.Copies) Copy(b + (n * ldb), ldb, copy + (2 * n * TSimd.Width), x, y);
        Add<TWidth>(a + at, x, y, ref p0, ref q0);
        Add<TWidth>(a + (at + row), x, y, ref p1, ref q1);
        Add<TWidth>(a + (at + (2 * row)), x, y, ref p2, ref q2);
        Add<TWidth>(a + (at + (3 * row)), x, y, ref p3, ref q3);
    }

    /// <summary>C[4, w] = or += alpha · A[4, K] · B[K, w].</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void Rows4<TWidth, TMode>(TileRun<T>* run)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 4 : run->AColumn);
        nint ldb = TMode.Packed ? (TWidth.Two ? 2 : 1) * TSimd.Width : run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            TVector p1 = default, q1 = default;
            TVector p2 = default, q2 = default;
            TVector p3 = default, q3 = default;
            byte* a = (byte*)(run->A + (tile * run->ATile));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 4 * ldc);
            PrefetchRows<TWidth>(c, ldc, second, 4);
            nint n = run->Depth;
            for (; n >= 4; n -= 4)
            {
                Step4<TWidth, TMode>(0, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3);
                Step4<TWidth, TMode>(1, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3);
                Step4<TWidth, TMode>(2, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3);
                Step4<TWidth, TMode>(3, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3);
                a += 4 * step;
                b += 4 * ldb;
                if (TMode.Copies) copy += 8 * TSimd.Width;
            }
            for (; n > 0; n--)
            {
                Step4<TWidth, TMode>(0, a, row, step, b, ldb, copy, ref p0, ref q0, ref p1, ref q1, ref p2, ref q2, ref p3, ref q3);
                a += step;
                b += ldb;
                if (TMode.Copies) copy += 2 * TSimd.Width;
            }
            Put<TWidth>(c, p0, q0, second, run);
            Put<TWidth>(c + ldc, p1, q1, second, run);
            Put<TWidth>(c + (2 * ldc), p2, q2, second, run);
            Put<TWidth>(c + (3 * ldc), p3, q3, second, run);
        }
    }

    /// <summary>C[2, w] = or += alpha · A[2, K] · B[K, w].</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void Rows2<TWidth, TMode>(TileRun<T>* run)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode
    {
        nint row = sizeof(T) * (TMode.Packed ? 1 : run->ARow), step = sizeof(T) * (TMode.Packed ? 2 : run->AColumn);
        nint ldb = TMode.Packed ? (TWidth.Two ? 2 : 1) * TSimd.Width : run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            TVector p1 = default, q1 = default;
            byte* a = (byte*)(run->A + (tile * run->ATile));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * 2 * ldc);
            PrefetchRows<TWidth>(c, ldc, second, 2);
            for (nint n = run->Depth; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TWidth.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (TMode.Copies)
                {
                    Copy(b, ldb, copy, x, y);
                    copy += 2 * TSimd.Width;
                }
                Add<TWidth>(a, x, y, ref p0, ref q0);
                Add<TWidth>(a + row, x, y, ref p1, ref q1);
                a += step;
                b += ldb;
            }
            Put<TWidth>(c, p0, q0, second, run);
            Put<TWidth>(c + ldc, p1, q1, second, run);
        }
    }

    /// <summary>C[1, w] = or += alpha · A[1, K] · B[K, w].</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void Rows1<TWidth, TMode>(TileRun<T>* run)
        where TWidth : struct, ITileWidth
        where TMode : struct, ITileMode
    {
        nint step = sizeof(T) * (TMode.Packed ? 1 : run->AColumn);
        nint ldb = TMode.Packed ? (TWidth.Two ? 2 : 1) * TSimd.Width : run->BRow, ldc = run->CRow, second = run->Second;
        for (nint tile = 0; tile < run->Tiles; tile++)
        {
            TVector p0 = default, q0 = default;
            byte* a = (byte*)(run->A + (tile * run->ATile));
            T* b = run->B, copy = run->Copy;
            T* c = run->C + (tile * ldc);
            PrefetchRows<TWidth>(c, ldc, second, 1);
            for (nint n = run->Depth; n > 0; n--)
            {
                var x = TSimd.Load(b);
                var y = TWidth.Two ? TSimd.Load(b + TSimd.Width) : default;
                if (TMode.Copies)
                {
                    Copy(b, ldb, copy, x, y);
                    copy += 2 * TSimd.Width;
                }
                Add<TWidth>(a, x, y, ref p0, ref q0);
                a += step;
                b += ldb;
            }
            Put<TWidth>(c, p0, q0, second, run);
        }
    }
}
