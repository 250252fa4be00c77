using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Neuron.Bench.Peers;

/// <summary>What the hardware can do at most, measured in the run itself: multiply-adds and memory traffic.</summary>
internal static unsafe class MachineLimits
{
    private const int Steps = 400_000, Lanes = 12, TriadLength = 8 << 20;

    /// <summary>Multiplications and additions a second of float32 vectors in registers.</summary>
    public static double PeakFlops<T>(int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var results = new T[threads];
        double Once() => OnThreads(threads, i => results[i] = MultiplyAdds<T>());
        Once();
        double best = Enumerable.Range(0, 15).Min(_ => Once());
        return 2.0 * Vector512<T>.Count * Lanes * Steps * threads / best;
    }

    /// <summary>Bytes a second of a[i] = b[i] + s·c[i] over arrays far larger than the caches; the write counts once.</summary>
    public static double StreamBytes(int threads)
    {
        float[] a = new float[TriadLength], b = new float[TriadLength], c = new float[TriadLength];
        double Once() => OnThreads(threads, i =>
        {
            int part = TriadLength / threads;
            fixed (float* pa = &a[i * part], pb = &b[i * part], pc = &c[i * part])
            {
                var s = Vector512.Create(1.5f);
                for (int k = 0; k <= part - 16; k += 16) (Vector512.Load(pb + k) + (s * Vector512.Load(pc + k))).Store(pa + k);
            }
        });
        Once();
        return 3.0 * sizeof(float) * TriadLength / Enumerable.Range(0, 7).Min(_ => Once());
    }

    private static double OnThreads(int threads, Action<int> work)
    {
        long start = Stopwatch.GetTimestamp();
        if (threads == 1) work(0);
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static T MultiplyAdds<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Vector512.Create(T.CreateChecked(0.9999));
        var y = Vector512.Create(T.CreateChecked(0.0001));
        Vector512<T> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int step = 0; step < Steps; step++)
        {
            a = Fma(a, x, y); b = Fma(b, x, y); c = Fma(c, x, y);
            d = Fma(d, x, y); e = Fma(e, x, y); f = Fma(f, x, y);
            g = Fma(g, x, y); h = Fma(h, x, y); i = Fma(i, x, y);
            j = Fma(j, x, y); k = Fma(k, x, y); l = Fma(l, x, y);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fma<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
}
