using System.Numerics;

namespace Neuron.Kernels.Cpu.Indexing;

/// <summary>Stable sorting along the last axis. NaN counts as larger than any number.</summary>
internal static unsafe class Sorting
{
    /// <summary>Sorts the rows of x [.., n] into values and the positions they came from; all are contiguous.</summary>
    public static void Sort<T>(Strided<T> x, Strided<T> values, Strided<long> positions, bool descending)
        where T : unmanaged, INumber<T>
    {
        int n = x.Rank == 0 ? 1 : x.Shape[^1];
        if (n > 0) WorkerPool.For(checked((int)(x.Count / n)), new Job<T>(x.Data, values.Data, positions.Data, n, descending));
    }

    private readonly struct Job<T>(T* x, T* values, long* positions, int n, bool descending) : IParallelJob
        where T : unmanaged, INumber<T>
    {
        public void Run(int row)
        {
            T* from = x + ((long)row * n);
            var order = new Span<long>(positions + ((long)row * n), n);
            for (int i = 0; i < n; i++) order[i] = i;
            order.Sort(new ByValue<T>(from, descending));
            for (int i = 0; i < n; i++) values[((long)row * n) + i] = from[order[i]];
        }
    }

    /// <summary>By value, then by position: with the second, an unstable sort gives the stable order.</summary>
    private readonly struct ByValue<T>(T* values, bool descending) : IComparer<long>
        where T : unmanaged, INumber<T>
    {
        public int Compare(long a, long b)
        {
            T u = values[a], v = values[b];
            int order = T.IsNaN(u) || T.IsNaN(v) ? T.IsNaN(u).CompareTo(T.IsNaN(v)) : u < v ? -1 : u > v ? 1 : 0;
            return order == 0 ? a.CompareTo(b) : descending ? -order : order;
        }
    }
}
