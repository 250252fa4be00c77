using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Dropout in one pass: the mask, <see cref="DropoutMask"/>, comes from the Philox stream and is stored nowhere.</summary>
internal static unsafe class DropoutLoop
{
    /// <summary>Elements that <see cref="Apply"/> takes at most.</summary>
    public const int Chunk = 512;

    private const int PieceElements = 1 << 16;

    /// <summary>y[i] = x[i] · scale where number i of the mask is at least 2³²·p, else 0; scale = 1/(1 − p). Both contiguous.</summary>
    public static void Run<T>(ulong seed, ulong counter, double p, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long count = y.Count;
        var job = new Job<T>(seed, counter, DropoutMask.Threshold(p), p >= 1, T.CreateTruncating(1 / (1 - p)), x.Data, y.Data, count);
        WorkerPool.For(checked((int)((count + PieceElements - 1) / PieceElements)), job);
    }

    private readonly struct Job<T>(ulong seed, ulong counter, uint threshold, bool none, T scale, T* x, T* y, long count) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            long start = (long)piece * PieceElements, end = Math.Min(count, start + PieceElements);
            bool isStreamed = Pieces.IsStreamed(y, count);
            for (long at = start; at < end; at += Chunk)
            {
                int n = (int)Math.Min(Chunk, end - at);
                // memory works while the mask is made
                for (long next = at + Chunk; next < Math.Min(end, at + (2 * Chunk)); next += 64 / sizeof(T)) Cache.ReadAhead(x + next);
                if (none) new Span<T>(y + at, n).Clear();
                else Apply(seed, counter + (ulong)(at / DropoutMask.BlockElements), threshold, scale, x + at, y + at, n, isStreamed);
            }
        }
    }

    /// <summary>y[i] = x[i] · scale where number i of the mask that starts at block <paramref name="counter"/> is at least the threshold, else 0.</summary>
    /// <remarks>At most <see cref="Chunk"/> elements. x and y may be the same.</remarks>
    [SkipLocalsInit]
    public static void Apply<T>(ulong seed, ulong counter, uint threshold, T scale, T* x, T* y, int n, bool isStreamed = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        uint* words = stackalloc uint[Chunk / 2];
        PhiloxWords.Fill(seed, counter, words, (((n + 1) / 2) + PhiloxWords.Step - 1) & -PhiloxWords.Step);
        ushort* halves = (ushort*)words;
        if (!Keep(halves, (int)(threshold >> 16), scale, x, y, n, isStreamed)) return;
        // an element that ties was kept: its number's lower half decides
        for (int i = 0; i < n; i++)
            if (halves[i] == threshold >> 16 && DropoutMask.Number(seed, counter, i) < threshold) y[i] = T.Zero;
    }

    /// <summary>y[i] = x[i] · scale where the half word is at least <paramref name="least"/>, else 0; whether any of them equals it.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static bool Keep<T>(ushort* halves, int least, T scale, T* x, T* y, int n, bool isStreamed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        bool ties = false;
        if (sizeof(T) == sizeof(int))
        {
            Vector256<int> below = Vector256.Create(least - 1);
            Vector256<ushort> same = Vector256.Create((ushort)least), found = default;
            Vector256<T> factor = Vector256.Create(scale);
            for (; i <= n - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
            {
                Vector256<ushort> half = Vector256.Load(halves + i);
                found |= Vector256.Equals(half, same);
                Vector256<T> a = Vector256.GreaterThan(Vector256.WidenLower(half).AsInt32(), below).As<int, T>() & (Vector256.Load(x + i) * factor);
                Vector256<T> b = Vector256.GreaterThan(Vector256.WidenUpper(half).AsInt32(), below).As<int, T>() & (Vector256.Load(x + i + 8) * factor);
                Store(a, b, y + i, isStreamed);
            }
            ties = found != default;
        }
        else if (sizeof(T) == sizeof(long))
        {
            Vector256<long> below = Vector256.Create((long)least - 1);
            Vector128<ushort> same = Vector128.Create((ushort)least), found = default;
            Vector256<T> factor = Vector256.Create(scale);
            for (; i <= n - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
            {
                Vector128<ushort> half = Vector128.Load(halves + i);
                found |= Vector128.Equals(half, same);
                Vector256<uint> whole = Vector256.WidenLower(half.ToVector256Unsafe());
                Vector256<T> a = Vector256.GreaterThan(Vector256.WidenLower(whole).AsInt64(), below).As<long, T>() & (Vector256.Load(x + i) * factor);
                Vector256<T> b = Vector256.GreaterThan(Vector256.WidenUpper(whole).AsInt64(), below).As<long, T>() & (Vector256.Load(x + i + 4) * factor);
                Store(a, b, y + i, isStreamed);
            }
            ties = found != default;
        }
        for (; i < n; i++)
        {
            y[i] = halves[i] >= least ? x[i] * scale : T.Zero;
            ties |= halves[i] == least;
        }
        return ties;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<T> a, Vector256<T> b, T* y, bool isStreamed)
        where T : unmanaged
    {
        if (isStreamed)
        {
            a.StoreAlignedNonTemporal(y);
            b.StoreAlignedNonTemporal(y + Vector256<T>.Count);
            return;
        }
        a.Store(y);
        b.Store(y + Vector256<T>.Count);
    }
}
