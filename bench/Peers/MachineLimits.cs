using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Cpu.Simd;

namespace Neuron.Bench.Peers;

/// <summary>What the hardware can do at most, measured in the run itself: multiply-adds and memory traffic.</summary>
internal static unsafe class MachineLimits
{
    private const int Steps = 400_000, Lanes = 12, TriadLength = 8 << 20;

    /// <summary>Multiplications and additions a second of vectors in registers, of the machine's own width.</summary>
    public static double PeakFlops<T>(int threads)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (Vector512.IsHardwareAccelerated, typeof(T) == typeof(float)) switch
        {
            (true, true) => PeakFlops<float, Vector512<float>, Single512>(threads),
            (true, false) => PeakFlops<double, Vector512<double>, Double512>(threads),
            (false, true) => PeakFlops<float, Vector256<float>, Single256>(threads),
            (false, false) => PeakFlops<double, Vector256<double>, Double256>(threads),
        };

    /// <summary>Bytes a second of a[i] = b[i] + s·c[i] over arrays far larger than the caches, written past the cache.</summary>
    public static double StreamBytes(int threads)
    {
        const nuint Bytes = sizeof(float) * TriadLength;
        float* block = (float*)NativeMemory.AlignedAlloc(3 * Bytes, 64);
        new Span<float>(block, 3 * TriadLength).Fill(1);
        double Once() => OnThreads(threads, i =>
        {
            int part = TriadLength / threads;
            Triad(block + (i * part), block + TriadLength + (i * part), block + (2 * TriadLength) + (i * part), part);
        });
        Once();
        double seconds = Enumerable.Range(0, 7).Min(_ => Once());
        NativeMemory.AlignedFree(block);
        return 3.0 * Bytes / seconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Triad(float* a, float* b, float* c, int n)
    {
        var s = Vector512.Create(1.5f);
        for (int k = 0; k <= n - 16; k += 16) VectorMath.Stream(Vector512.Load(b + k) + (s * Vector512.Load(c + k)), a + k);
    }

    private static double PeakFlops<T, TVector, TSimd>(int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVector : unmanaged
        where TSimd : struct, ISimd<T, TVector>
    {
        var results = new TVector[threads];
        double Once() => OnThreads(threads, i => results[i] = MultiplyAdds<T, TVector, TSimd>());
        Once();
        double best = Enumerable.Range(0, 15).Min(_ => Once());
        return 2.0 * TSimd.Width * Lanes * Steps * threads / best;
    }

    private static double OnThreads(int threads, Action<int> work)
    {
        long start = Stopwatch.GetTimestamp();
        if (threads == 1) work(0);
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector MultiplyAdds<T, TVector, TSimd>()
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVector : unmanaged
        where TSimd : struct, ISimd<T, TVector>
    {
        TVector x = TSimd.Broadcast(T.CreateChecked(0.9999)), y = TSimd.Broadcast(T.CreateChecked(0.0001));
        TVector a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int step = 0; step < Steps; step++)
        {
            a = TSimd.MultiplyAdd(a, x, y); b = TSimd.MultiplyAdd(b, x, y); c = TSimd.MultiplyAdd(c, x, y);
            d = TSimd.MultiplyAdd(d, x, y); e = TSimd.MultiplyAdd(e, x, y); f = TSimd.MultiplyAdd(f, x, y);
            g = TSimd.MultiplyAdd(g, x, y); h = TSimd.MultiplyAdd(h, x, y); i = TSimd.MultiplyAdd(i, x, y);
            j = TSimd.MultiplyAdd(j, x, y); k = TSimd.MultiplyAdd(k, x, y); l = TSimd.MultiplyAdd(l, x, y);
        }
        a = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)));
        return TSimd.Add(a, TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l)));
    }
}
