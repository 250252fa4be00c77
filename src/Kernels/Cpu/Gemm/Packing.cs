using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Copies blocks of a matrix into the order in which the tile kernels read them.</summary>
/// <remarks>
/// A "lane" is the axis that lies side by side in the packed block (the rows of A, the columns of B), "depth" the inner
/// axis k: packed[k · width + lane]. Whichever of the two axes is contiguous in the source is read by whole vectors.
/// </remarks>
internal static unsafe class Packing<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows of the source that are asked for ahead; they may lie on different pages, where hardware does not look ahead.</summary>
    private const int Ahead = 8;

    /// <summary>
    /// As <see cref="Pack"/> for several tiles side by side whose lanes are contiguous: tile t starts at packed + t · width · depth.
    /// Tile by tile: the lines that a tile shares with the next are still in the cache, and there is one place to write to instead of many.
    /// </summary>
    /// <remarks>Eight lanes are moved at a time; what hangs over a tile of six or twelve is written anew by its next row.</remarks>
    [MethodImpl(JitOptions.Kernel)]
    public static void CopyTiles(T* source, nint depthStride, int tiles, int width, int depth, T* packed)
    {
        int t = 0;
        if (Avx.IsSupported && sizeof(T) == 4 && width == 12)
        {
            for (; t <= tiles - 4; t += 4)
            {
                CopyFourTwelves((float*)source + (t * 12), depthStride, depth, (float*)packed);
                packed += 48 * (nint)depth;
            }
        }
        for (; t < tiles; t++)
        {
            T* from = source + (t * width);
            int k = 0;
            // what is read beyond a tile must be there: of the last one, a later row, as rows lie in memory one behind the other
            bool overhang = t < tiles - 1 || depthStride >= tiles * width;
            if (sizeof(T) == 4 && width <= 8 && overhang)
            {
                for (; k < depth - 4; k += 4)
                {
                    Vector256<T> first = Vector256.Load(from), second = Vector256.Load(from + depthStride);
                    Vector256<T> third = Vector256.Load(from + (2 * depthStride)), fourth = Vector256.Load(from + (3 * depthStride));
                    first.Store(packed);
                    second.Store(packed + width);
                    third.Store(packed + (2 * width));
                    fourth.Store(packed + (3 * width));
                    from += 4 * depthStride;
                    packed += 4 * width;
                }
            }
            for (; k < depth - 1 && overhang; k++)
            {
                for (int lane = 0; lane < width; lane += 8) CopyEight(from + lane, packed + lane);
                from += depthStride;
                packed += width;
            }
            for (; k < depth; k++)
            {
                CopyRow(from, packed, width);
                from += depthStride;
                packed += width;
            }
        }
    }

    /// <summary>Four tiles of twelve lanes, three cache lines of every row: tiles of their own would ask for lines twice.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void CopyFourTwelves(float* from, nint depthStride, int depth, float* to)
    {
        nint tile = 12 * (nint)depth;
        float* to3 = to + (3 * tile);
        float* ahead = from + (Ahead * depthStride);
        for (int k = 0; k < depth; k++)
        {
            Cache.ReadAhead(ahead);
            Cache.ReadAhead(ahead + 16);
            Cache.ReadAhead(ahead + 32);
            Vector256<float> a = Vector256.Load(from), b = Vector256.Load(from + 12), c = Vector256.Load(from + 24), d = Vector256.Load(from + 36);
            Vector128<float> e = Vector128.Load(from + 8), f = Vector128.Load(from + 20), g = Vector128.Load(from + 32), h = Vector128.Load(from + 44);
            a.Store(to);
            e.Store(to + 8);
            b.Store(to + tile);
            f.Store(to + tile + 8);
            c.Store(to + (2 * tile));
            g.Store(to + (2 * tile) + 8);
            d.Store(to3);
            h.Store(to3 + 8);
            from += depthStride;
            ahead += depthStride;
            to += 12;
            to3 += 12;
        }
    }

    /// <summary>An even number of elements, and none beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(T* source, T* target, int count)
    {
        int lane = 0;
        for (; lane <= count - 4; lane += 4) CopyFour(source + lane, target + lane);
        for (; lane < count; lane++) target[lane] = source[lane];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyEight(T* source, T* target)
    {
        if (sizeof(T) == 8)
        {
            Vector256.Load(source).Store(target);
            Vector256.Load(source + 4).Store(target + 4);
        }
        else
        {
            Vector256.Load(source).Store(target);
        }
    }

    /// <summary>packed[k · width + lane] = source[lane · laneStride + k · depthStride]; lanes up to width become zeros.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Pack(T* source, nint laneStride, nint depthStride, int lanes, int depth, int width, T* packed)
    {
        if (laneStride == 1) CopyLanes(source, depthStride, lanes, depth, width, packed);
        else if (depthStride == 1) TransposeLanes(source, laneStride, lanes, depth, width, packed);
        else Gather(source, laneStride, depthStride, lanes, depth, width, packed);
        if (lanes < width) ZeroLanes(lanes, depth, width, packed);
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void CopyLanes(T* source, nint depthStride, int lanes, int depth, int width, T* packed)
    {
        int whole = lanes & ~3;
        if (Vector512.IsHardwareAccelerated && lanes == 2 * Vector512<T>.Count)
        {
            for (int k = 0; k < depth; k++)
            {
                Cache.ReadAhead(source + (Ahead * depthStride));
                Cache.ReadAhead(source + (Ahead * depthStride) + Vector512<T>.Count);
                Vector512.Load(source).Store(packed);
                Vector512.Load(source + Vector512<T>.Count).Store(packed + Vector512<T>.Count);
                source += depthStride;
                packed += width;
            }
            return;
        }
        if (!Vector512.IsHardwareAccelerated && lanes == 2 * Vector256<T>.Count)
        {
            for (int k = 0; k < depth; k++)
            {
                Cache.ReadAhead(source + (Ahead * depthStride));
                Vector256<T> first = Vector256.Load(source), second = Vector256.Load(source + Vector256<T>.Count);
                first.Store(packed);
                second.Store(packed + Vector256<T>.Count);
                source += depthStride;
                packed += width;
            }
            return;
        }
        for (int k = 0; k < depth; k++)
        {
            int lane = 0;
            for (; lane < whole; lane += 4) CopyFour(source + lane, packed + lane);
            if (lane < lanes && lanes >= 4) CopyFour(source + lanes - 4, packed + lanes - 4); // some of them again
            else for (; lane < lanes; lane++) packed[lane] = source[lane];
            source += depthStride;
            packed += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyFour(T* source, T* target)
    {
        if (sizeof(T) == 8) Vector256.Load(source).Store(target);
        else Vector128.Load(source).Store(target);
    }

    /// <summary>Reads a cache line of every lane before it goes on: the writes then stay in the first cache.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void TransposeLanes(T* source, nint laneStride, int lanes, int depth, int width, T* packed)
    {
        if (Avx.IsSupported && sizeof(T) == 4 && lanes % 16 == 0)
        {
            for (int i = 0; i < lanes; i += 16) TransposeSixteen((float*)source + (i * laneStride), laneStride, depth, (float*)packed + i, width);
            return;
        }
        if (Avx.IsSupported && sizeof(T) == 4 && lanes == 6 && width == 6)
        {
            TransposeSix((float*)source, laneStride, depth, (float*)packed);
            return;
        }
        if (Avx.IsSupported && sizeof(T) == 4 && lanes == 12 && width == 12)
        {
            TransposeTwelve((float*)source, laneStride, depth, (float*)packed);
            return;
        }
        const int Line = 16;
        for (int k = 0; k < depth; k += Line)
        {
            int line = Math.Min(Line, depth - k);
            int lane = 0;
            if (Avx.IsSupported && sizeof(T) == 4 && line % 4 == 0)
            {
                for (; lane <= lanes - 8; lane += 8)
                {
                    float* from = (float*)source + (lane * laneStride) + k, to = (float*)packed + ((nint)k * width) + lane;
                    for (int d = 0; d < line; d += 4) Transpose.EightByFour(from + d, laneStride, to + (d * width), width);
                }
            }
            for (; lane <= lanes - 4; lane += 4) TransposeFour(source + (lane * laneStride) + k, laneStride, line, packed + ((nint)k * width) + lane, width);
            if (lane < lanes && lanes >= 4)
            {
                lane = lanes - 4; // some of them again
                TransposeFour(source + (lane * laneStride) + k, laneStride, line, packed + ((nint)k * width) + lane, width);
                continue;
            }
            for (; lane < lanes; lane++)
            {
                T* from = source + (lane * laneStride) + k;
                T* to = packed + ((nint)k * width) + lane;
                for (int d = 0; d < line; d++) to[d * width] = from[d];
            }
        }
    }

    /// <summary>Four lanes of <paramref name="depth"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeFour(T* from, nint laneStride, int depth, T* to, int width)
    {
        int d = 0;
        for (; d <= depth - 4; d += 4) Transpose.Block4(from + d, laneStride, to + (d * width), width);
        for (; d < depth; d++)
        {
            for (int i = 0; i < 4; i++) to[(d * width) + i] = from[(i * laneStride) + d];
        }
    }

    /// <summary>Sixteen lanes, eight at a time: whole cache lines are written.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void TransposeSixteen(float* from, nint laneStride, int depth, float* to, nint width)
    {
        nint eight = 8 * laneStride;
        int d = 0;
        if (Avx512F.IsSupported)
        {
            for (; d <= depth - 16; d += 16)
            {
                for (int i = 0; i < 16; i++) Cache.ReadAheadToSecond(from + ((16 + i) * laneStride));
                Transpose.SixteenBySixteen(from, laneStride, to, width);
                from += 16;
                to += 16 * width;
            }
        }
        for (; d <= depth - 4; d += 4)
        {
            Transpose.EightByFour(from, laneStride, to, width);
            Transpose.EightByFour(from + eight, laneStride, to + 8, width);
            from += 4;
            to += 4 * width;
        }
        for (; d < depth; d++)
        {
            for (int i = 0; i < 16; i++) to[i] = from[i * laneStride];
            from++;
            to += width;
        }
    }

    /// <summary>The twelve lanes of a tile.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void TransposeTwelve(float* from, nint laneStride, int depth, float* to)
    {
        const int Width = 12;
        nint eight = 8 * laneStride;
        int d = 0;
        if (Avx512F.IsSupported)
        {
            for (; d <= depth - 16; d += 16)
            {
                Transpose.TwelveBySixteen(from, laneStride, to);
                from += 16;
                to += 16 * Width;
            }
        }
        for (; d <= depth - 4; d += 4)
        {
            Transpose.EightByFour(from, laneStride, to, Width);
            Transpose.Block4(from + eight, laneStride, to + 8, Width);
            from += 4;
            to += 4 * Width;
        }
        for (; d < depth; d++)
        {
            for (int i = 0; i < Width; i++) to[i] = from[i * laneStride];
            from++;
            to += Width;
        }
    }

    /// <summary>The six lanes of a tile, as eight of which two are cut off: what hangs over is written anew by the next four.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void TransposeSix(float* from, nint laneStride, int depth, float* to)
    {
        const int Width = 6;
        float* upper = from + (4 * laneStride);
        nint two = 2 * laneStride, three = 3 * laneStride, next = 6 * laneStride;
        int d = 0;
        for (; d <= depth - 4; d += 4)
        {
            Vector256<float> a = Vector256.Create(Vector128.Load(from), Vector128.Load(upper));
            Vector256<float> b = Vector256.Create(Vector128.Load(from + laneStride), Vector128.Load(upper + laneStride));
            Vector256<float> c = Vector128.Load(from + two).ToVector256Unsafe(), e = Vector128.Load(from + three).ToVector256Unsafe();
            Vector256<float> ab = Avx.UnpackLow(a, b), ce = Avx.UnpackLow(c, e);
            Avx.Shuffle(ab, ce, 0b0100_0100).Store(to);
            Avx.Shuffle(ab, ce, 0b1110_1110).Store(to + Width);
            (ab, ce) = (Avx.UnpackHigh(a, b), Avx.UnpackHigh(c, e));
            Avx.Shuffle(ab, ce, 0b0100_0100).Store(to + (2 * Width));
            var last = Avx.Shuffle(ab, ce, 0b1110_1110);
            last.GetLower().Store(to + (3 * Width));
            *(double*)(to + (3 * Width) + 4) = last.GetUpper().AsDouble().ToScalar();
            // the tile after this one: hardware sees six short runs, and starts late on each
            Cache.ReadAhead((T*)(from + next));
            Cache.ReadAhead((T*)(upper + next));
            if ((d & 4) == 0)
            {
                Cache.ReadAhead((T*)(from + next + laneStride));
                Cache.ReadAhead((T*)(upper + next + laneStride));
            }
            else
            {
                Cache.ReadAhead((T*)(from + next + two));
                Cache.ReadAhead((T*)(from + next + three));
            }
            from += 4;
            upper += 4;
            to += 4 * Width;
        }
        for (; d < depth; d++)
        {
            for (int i = 0; i < Width; i++) to[i] = from[i * laneStride];
            from++;
            to += Width;
        }
    }

    private static void Gather(T* source, nint laneStride, nint depthStride, int lanes, int depth, int width, T* packed)
    {
        for (int k = 0; k < depth; k++)
        {
            for (int lane = 0; lane < lanes; lane++) packed[lane] = source[lane * laneStride];
            source += depthStride;
            packed += width;
        }
    }

    private static void ZeroLanes(int lanes, int depth, int width, T* packed)
    {
        for (int k = 0; k < depth; k++, packed += width) new Span<T>(packed + lanes, width - lanes).Clear();
    }
}
