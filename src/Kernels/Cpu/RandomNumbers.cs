using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

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
        T first = T.CreateTruncating(low), width = T.CreateTruncating(high - low);
        WorkerPool.For(Pieces.Of(y.Count), new Job<T>(seed, counter, first, width, UniformRange.Last(first, T.CreateTruncating(high)), y.Data, y.Count));
    }

    /// <summary>Normal with the given mean and standard deviation, by Box and Muller's transform of neighbouring uniforms.</summary>
    public static void Normal<T>(ulong seed, ulong counter, double mean, double deviation, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        WorkerPool.For(Pieces.Of(y.Count), new Job<T>(seed, counter, T.CreateTruncating(mean), T.CreateTruncating(deviation), null, y.Data, y.Count));

    /// <summary>Integers in [low, high), by multiplication of 32-bit words (bias below (high − low) / 2³²).</summary>
    public static void Integers(ulong seed, ulong counter, long low, long high, Strided<long> y) =>
        WorkerPool.For(Pieces.Of(y.Count), new IntegerJob(seed, counter, low, (ulong)(high - low), y.Data, y.Count));

    private readonly struct Job<T>(ulong seed, ulong counter, T shift, T scale, T? last, T* y, long count) : IParallelJob
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
                bool isStreamed = target != rest && Pieces.IsStreamed(y, count);
                if (last is { } most) Uniform(words, target, whole, most, isStreamed);
                else if (Vector512.IsHardwareAccelerated) WideMath.Normal(words, shift, scale, target, whole);
                else HalfMath.Normal(words, shift, scale, target, whole);
                if (target == rest) new Span<T>(rest, n).CopyTo(new Span<T>(y + start, n));
            }
        }

        [MethodImpl(JitOptions.Kernel)]
        private void Uniform(uint* words, T* to, int n, T last, bool isStreamed)
        {
            Vector512<T> from = Vector512.Create(shift), width = Vector512.Create(scale), most = Vector512.Create(last);
            for (int i = 0; i < n; i += Vector512<T>.Count, words += 16)
            {
                Vector512<T> u = Vector512.MinNative(from + (width * WideMath.Unit<T>(words)), most);
                if (isStreamed) VectorMath.Stream(u, to + i);
                else u.Store(to + i);
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
