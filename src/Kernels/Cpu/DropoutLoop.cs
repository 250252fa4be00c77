using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>Dropout in one pass: the mask comes from the Philox stream and is stored nowhere.</summary>
internal static unsafe class DropoutLoop
{
    private const int Chunk = 2048;
    private const int PieceElements = 1 << 16;

    /// <summary>
    /// y[i] = x[i] · scale where word i of the stream is at least 2³²·p, else 0; scale = 1/(1 − p). Both contiguous.
    /// </summary>
    public static void Run<T>(ulong seed, ulong counter, double p, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long count = y.Count;
        var job = new Job<T>(seed, counter, (uint)Math.Min(uint.MaxValue, Math.Round(p * 4294967296.0)), p >= 1, T.CreateTruncating(1 / (1 - p)), x.Data, y.Data, count);
        WorkerPool.For(checked((int)((count + PieceElements - 1) / PieceElements)), job);
    }

    private readonly struct Job<T>(ulong seed, ulong counter, uint threshold, bool none, T scale, T* x, T* y, long count) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            long start = (long)piece * PieceElements, end = Math.Min(count, start + PieceElements);
            uint* words = stackalloc uint[Chunk];
            for (long at = start; at < end; at += Chunk)
            {
                int n = (int)Math.Min(Chunk, end - at);
                PhiloxWords.Fill(seed, counter + (ulong)(at / 4), words, (n + PhiloxWords.Step - 1) & -PhiloxWords.Step);
                if (none) new Span<T>(y + at, n).Clear();
                else Apply(words, threshold, scale, x + at, y + at, n, Pieces.IsStreamed(y, count));
            }
        }
    }

    /// <summary>y[i] = x[i] · scale where the word is at least the threshold, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T>(uint* words, uint threshold, T scale, T* x, T* y, int n, bool isStreamed = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        if (sizeof(T) == sizeof(uint))
        {
            Vector512<uint> least = Vector512.Create(threshold);
            Vector512<T> factor = Vector512.Create(scale);
            for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
            {
                Vector512<T> kept = Vector512.GreaterThanOrEqual(Vector512.Load(words + i), least).As<uint, T>();
                Vector512<T> v = Vector512.Load(x + i) * factor & kept;
                if (isStreamed) VectorMath.Stream(v, y + i);
                else v.Store(y + i);
            }
        }
        for (; i < n; i++) y[i] = words[i] >= threshold ? x[i] * scale : T.Zero;
    }
}
