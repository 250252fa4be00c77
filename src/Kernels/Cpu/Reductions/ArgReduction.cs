using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Position of an extremum along an axis: where the axis is contiguous, the extremum first and then its first place.</summary>
internal static unsafe class ArgReduction<T>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private const long PieceElements = 64 << 10;

    public static void Run(bool largest, Strided<T> x, Strided<long> y, int axis)
    {
        var plan = new CopyPlan(y.Shape, x.Strides, y.Strides);
        long n = x.Shape[axis], outputs = y.Count, each = Math.Max(1, PieceElements / n);
        WorkerPool.For(checked((int)((outputs + each - 1) / each)), new Job(largest, plan, x.Data, y.Data, n, x.Strides[axis], outputs, each));
    }

    [MethodImpl(JitOptions.Kernel)]
    private static long First(bool largest, T* x, long n)
    {
        T extremum = largest ? RowReduction<T, Maximum<T>>.Run(x, n, 1, x[0]) : RowReduction<T, Minimum<T>>.Run(x, n, 1, x[0]);
        bool isNaN = T.IsNaN(extremum);
        Vector512<T> wanted = Vector512.Create(extremum);
        long i = 0;
        for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            Vector512<T> v = Vector512.Load(x + i);
            ulong found = (isNaN ? ~Vector512.Equals(v, v) : Vector512.Equals(v, wanted)).ExtractMostSignificantBits();
            if (found != 0) return i + BitOperations.TrailingZeroCount(found);
        }
        while (isNaN ? !T.IsNaN(x[i]) : x[i] != extremum) i++;
        return i;
    }

    private static long First(bool largest, T* x, long n, long stride)
    {
        long best = 0;
        T value = *x;
        for (long i = 1; i < n && !T.IsNaN(value); i++)
        {
            T v = x[i * stride];
            if (T.IsNaN(v) || (largest ? v > value : v < value)) (value, best) = (v, i);
        }
        return best;
    }

    private readonly struct Job(bool largest, CopyPlan plan, T* x, long* y, long n, long stride, long outputs, long each) : IParallelJob
    {
        public void Run(int index)
        {
            long end = Math.Min(outputs, (index + 1) * each), inner = plan.Length(plan.Rank - 1);
            for (long o = index * each; o < end; o++)
            {
                var (row, column) = Math.DivRem(o, inner);
                var (from, to) = plan.Offsets(row);
                T* source = x + from + (column * plan.From(plan.Rank - 1));
                y[to + (column * plan.To(plan.Rank - 1))] = stride == 1 ? First(largest, source, n) : First(largest, source, n, stride);
            }
        }
    }
}
