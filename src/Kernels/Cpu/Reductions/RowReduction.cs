using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Combines neighbouring elements to one: eight vectors side by side over blocks, blocks one after the other, then a tree over the lanes.</summary>
/// <remarks>A sum of n float32 numbers passes through about 32 + n / 4096 + 7 additions, so its error grows that slowly.</remarks>
internal static unsafe class RowReduction<T, TOp>
    where T : unmanaged, INumber<T>
    where TOp : struct, IBinaryOperator<T>
{
    /// <summary>The longest row that is combined at once; longer ones are cut here, and the pieces' results combined.</summary>
    public const int Longest = 64 << 10;

    private const int Block = 4096, Short = 1024; // below that, going over a row twice costs more than registers are worth

    /// <summary>All of n ≥ 1 elements at a distance of <paramref name="stride"/>; <paramref name="neutral"/> changes nothing that it is combined with.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static T Run(T* x, long n, long stride, T neutral)
    {
        if (stride != 1) return Strided(x, n, stride, neutral);
        int width = Vector512<T>.Count;
        if (n < width) return AcrossLanes(TailOf(x, (int)n, neutral));
        Vector512<T> total = Vector512.Create(neutral);
        for (long start = 0; start < n; start += Block) total = TOp.Apply(total, OfBlock(x + start, (int)Math.Min(Block, n - start), neutral));
        return AcrossLanes(total);
    }

    /// <summary>A tree over the elements of a vector.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static T AcrossLanes(Vector512<T> v)
    {
        Vector256<T> half = TOp.Apply(v, v.GetUpper().ToVector512Unsafe()).GetLower();
        Vector128<T> quarter = Apply(half.GetLower(), half.GetUpper());
        if (sizeof(T) == 8) return Apply(quarter, Vector128.Shuffle(quarter.AsInt64(), Vector128.Create(1L, 0)).As<long, T>())[0];
        if (sizeof(T) == 4)
        {
            quarter = Apply(quarter, Vector128.Shuffle(quarter.AsInt32(), Vector128.Create(2, 3, 0, 1)).As<int, T>());
            return Apply(quarter, Vector128.Shuffle(quarter.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>())[0];
        }
        for (int n = Vector128<T>.Count / 2; n > 0; n /= 2)
        {
            var moved = quarter;
            for (int i = 0; i < n; i++) moved = moved.WithElement(i, quarter[i + n]);
            quarter = Apply(quarter, moved);
        }
        return quarter[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Apply(Vector128<T> a, Vector128<T> b) =>
        TOp.Apply(a.ToVector256Unsafe().ToVector512Unsafe(), b.ToVector256Unsafe().ToVector512Unsafe()).GetLower().GetLower();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Combine(T a, T b) => TOp.Apply(Vector512.CreateScalar(a), Vector512.CreateScalar(b))[0];

    [SkipLocalsInit]
    private static Vector512<T> OfBlock(T* x, int n, T neutral)
    {
        Vector512<T>* parts = stackalloc Vector512<T>[4];
        int done;
        if (Vector512.IsHardwareAccelerated || n < Short)
        {
            done = OfWhole<WholeVector>(x, n, neutral, (T*)parts);
        }
        else
        {
            // eight sums of halves are what sixteen registers hold beside what they read
            done = OfWhole<HalfVector>(x, n, neutral, (T*)parts);
            OfWhole<HalfVector>(x + Vector256<T>.Count, n, neutral, (T*)parts + Vector256<T>.Count);
        }
        if (done < n) parts[1] = TOp.Apply(parts[1], TailOf(x + done, n - done, neutral));
        return TOp.Apply(TOp.Apply(TOp.Apply(parts[0], parts[1]), parts[2]), parts[3]);
    }

    /// <summary>Whole vectors, by eight in turn, in four parts that are still to be combined; gives the number of elements done. Without a call, for the registers' sake.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static int OfWhole<TLanes>(T* x, int n, T neutral, T* parts)
        where TLanes : struct, ILanes
    {
        int width = Vector512<T>.Count, i = 0;
        Vector512<T> s0 = Vector512.Create(neutral), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (; i <= n - (8 * width); i += 8 * width)
        {
            s0 = TOp.Apply(s0, TLanes.Load(x + i));
            s1 = TOp.Apply(s1, TLanes.Load(x + i + width));
            s2 = TOp.Apply(s2, TLanes.Load(x + i + (2 * width)));
            s3 = TOp.Apply(s3, TLanes.Load(x + i + (3 * width)));
            s4 = TOp.Apply(s4, TLanes.Load(x + i + (4 * width)));
            s5 = TOp.Apply(s5, TLanes.Load(x + i + (5 * width)));
            s6 = TOp.Apply(s6, TLanes.Load(x + i + (6 * width)));
            s7 = TOp.Apply(s7, TLanes.Load(x + i + (7 * width)));
        }
        for (; i <= n - width; i += width) s0 = TOp.Apply(s0, TLanes.Load(x + i));
        TLanes.Store(s0, parts);
        TLanes.Store(s1, parts + width);
        TLanes.Store(TOp.Apply(s2, s3), parts + (2 * width));
        TLanes.Store(TOp.Apply(TOp.Apply(s4, s5), TOp.Apply(s6, s7)), parts + (3 * width));
        return i;
    }

    private static Vector512<T> TailOf(T* x, int n, T neutral)
    {
        Vector512<T> v = Vector512.Create(neutral);
        Unsafe.CopyBlockUnaligned(&v, x, (uint)(n * sizeof(T)));
        return v;
    }

    [SkipLocalsInit, MethodImpl(JitOptions.Kernel)]
    private static T Strided(T* x, long n, long stride, T neutral)
    {
        const int Gathered = 256;
        T* buffer = stackalloc T[Gathered];
        Vector512<T> total = Vector512.Create(neutral);
        for (long start = 0; start < n; start += Gathered)
        {
            int count = (int)Math.Min(Gathered, n - start);
            for (int i = 0; i < count; i++) buffer[i] = x[(start + i) * stride];
            total = TOp.Apply(total, OfBlock(buffer, count, neutral));
        }
        return AcrossLanes(total);
    }

    /// <summary>What of a vector of 512 bits a loop takes.</summary>
    private interface ILanes
    {
        static abstract Vector512<T> Load(T* source);

        static abstract void Store(Vector512<T> value, T* target);
    }

    private readonly struct WholeVector : ILanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Load(T* source) => Vector512.Load(source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector512<T> value, T* target) => value.Store(target);
    }

    private readonly struct HalfVector : ILanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Load(T* source) => VectorMath.OneRegister(source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector512<T> value, T* target) => value.GetLower().Store(target);
    }
}
