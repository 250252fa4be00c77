using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Fills memory from a Philox stream: float32 uses one word an element, float64 two. An element depends on its place in the stream
/// alone, whatever the vector's length and the number of threads.
/// </summary>
internal static unsafe class RandomNumbers
{
    private const int Chunk = 1024;

    /// <summary>Uniform in [low, high).</summary>
    public static void Uniform<T>(ulong seed, ulong counter, double low, double high, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T width = T.CreateTruncating(high - low);
        WorkerPool.For(Pieces.Of(y.Count), new Job<T>(seed, counter, T.CreateTruncating(low), width, false, y.Data, y.Count));
    }

    /// <summary>Normal with the given mean and standard deviation, by Box and Muller's transform of neighbouring uniforms.</summary>
    public static void Normal<T>(ulong seed, ulong counter, double mean, double deviation, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        WorkerPool.For(Pieces.Of(y.Count), new Job<T>(seed, counter, T.CreateTruncating(mean), T.CreateTruncating(deviation), true, y.Data, y.Count));

    /// <summary>Integers in [low, high), by multiplication of 32-bit words (bias below (high − low) / 2³²).</summary>
    public static void Integers(ulong seed, ulong counter, long low, long high, Strided<long> y) =>
        WorkerPool.For(Pieces.Of(y.Count), new IntegerJob(seed, counter, low, (ulong)(high - low), y.Data, y.Count));

    /// <summary>Numbers in [0, 1) from one vector of words: 24 random bits for float32, 53 for float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Unit<T>(uint* words)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            return (Vector512.ConvertToSingle((Vector512.Load(words) >>> 8).AsInt32()) * Vector512.Create(1f / (1 << 24))).As<float, T>();
        Vector512<ulong> bits = Vector512.Load((ulong*)words);
        bits = ((bits << 32) | (bits >>> 32)) >>> 11; // the first word of two is the upper one
        return (Vector512.ConvertToDouble(bits) * Vector512.Create(1.0 / (1L << 53))).As<double, T>();
    }

    /// <summary>The even-numbered lanes of both vectors, then the odd-numbered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<T> Even, Vector512<T> Odd) Deal<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged
    {
        if (sizeof(T) == 4)
        {
            Vector512<ulong> u = a.AsUInt64(), v = b.AsUInt64(), low = Vector512.Create((ulong)uint.MaxValue);
            return (Vector512.Narrow(u & low, v & low).As<uint, T>(), Vector512.Narrow(u >>> 32, v >>> 32).As<uint, T>());
        }
        Vector512<double> x = a.AsDouble(), y = b.AsDouble();
        var even = Vector512.Create(x[0], x[2], x[4], x[6], y[0], y[2], y[4], y[6]);
        return (even.As<double, T>(), Vector512.Create(x[1], x[3], x[5], x[7], y[1], y[3], y[5], y[7]).As<double, T>());
    }

    /// <summary>The opposite of <see cref="Deal"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<T> A, Vector512<T> B) Merge<T>(Vector512<T> even, Vector512<T> odd)
        where T : unmanaged
    {
        if (sizeof(T) == 4)
        {
            Vector512<uint> u = even.AsUInt32(), v = odd.AsUInt32();
            return ((Vector512.WidenLower(u) | (Vector512.WidenLower(v) << 32)).As<ulong, T>(),
                (Vector512.WidenUpper(u) | (Vector512.WidenUpper(v) << 32)).As<ulong, T>());
        }
        Vector512<double> x = even.AsDouble(), y = odd.AsDouble();
        var first = Vector512.Create(x[0], y[0], x[1], y[1], x[2], y[2], x[3], y[3]);
        return (first.As<double, T>(), Vector512.Create(x[4], y[4], x[5], y[5], x[6], y[6], x[7], y[7]).As<double, T>());
    }

    private readonly struct Job<T>(ulong seed, ulong counter, T shift, T scale, bool isNormal, T* y, long count) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private const int WordsEach = 4;

        [SkipLocalsInit]
        public void Run(int index)
        {
            uint* words = stackalloc uint[2 * Chunk];
            T* rest = stackalloc T[Chunk];
            int each = sizeof(T) / WordsEach;
            long start = (long)index * Pieces.Length, end = Math.Min(count, start + Pieces.Length);
            for (; start < end; start += Chunk)
            {
                int n = (int)Math.Min(Chunk, end - start), whole = (n + PhiloxWords.Step - 1) & -PhiloxWords.Step;
                PhiloxWords.Fill(seed, counter + (ulong)(start * each / 4), words, whole * each);
                T* target = whole == n ? y + start : rest;
                if (isNormal) Normal(words, target, whole);
                else Uniform(words, target, whole);
                if (target == rest) new Span<T>(rest, n).CopyTo(new Span<T>(y + start, n));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Uniform(uint* words, T* to, int n)
        {
            Vector512<T> from = Vector512.Create(shift), width = Vector512.Create(scale);
            for (int i = 0; i < n; i += Vector512<T>.Count, words += 16) (from + (width * Unit<T>(words))).Store(to + i);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Normal(uint* words, T* to, int n)
        {
            Vector512<T> mean = Vector512.Create(shift), deviation = Vector512.Create(scale), one = Vector512<T>.One;
            Vector512<T> minusTwo = Vector512.Create(-T.One - T.One), turn = Vector512.Create(T.Tau);
            for (int i = 0; i < n; i += 2 * Vector512<T>.Count, words += 32)
            {
                var (even, odd) = Deal(Unit<T>(words), Unit<T>(words + 16));
                Vector512<T> radius = deviation * Vector512.Sqrt(minusTwo * VectorMath.Log(one - even)), angle = turn * odd;
                var (a, b) = Merge(mean + (radius * VectorMath.Cos(angle)), mean + (radius * VectorMath.Sin(angle)));
                a.Store(to + i);
                b.Store(to + i + Vector512<T>.Count);
            }
        }
    }

    private readonly struct IntegerJob(ulong seed, ulong counter, long low, ulong range, long* y, long count) : IParallelJob
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            uint* words = stackalloc uint[Chunk];
            long start = (long)index * Pieces.Length, end = Math.Min(count, start + Pieces.Length);
            for (; start < end; start += Chunk)
            {
                int n = (int)Math.Min(Chunk, end - start);
                PhiloxWords.Fill(seed, counter + (ulong)(start / 4), words, (n + PhiloxWords.Step - 1) & -PhiloxWords.Step);
                for (int i = 0; i < n; i++) y[start + i] = low + (long)((words[i] * range) >> 32);
            }
        }
    }
}
