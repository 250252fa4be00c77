using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>One reduction: cut in pieces by its shape alone, so that the order of the additions does not depend on the number of threads.</summary>
internal static unsafe class Reduction<T, TOp>
    where T : unmanaged, INumber<T>
    where TOp : struct, IBinaryOperator<T>
{
    private const long PieceElements = 128 << 10;

    /// <summary>Rows that are added up before their sum is added to the next rows' sum.</summary>
    private const int RowBlock = 64;

    public static void Run(Strided<T> x, Strided<T> y, T neutral)
    {
        long outputs = y.Count;
        if (outputs == 0) return;
        if (x.Count == 0)
        {
            Elementwise.Fill(neutral, y);
            return;
        }
        var plan = new ReductionPlan(x.Shape, x.Strides, y.Shape, y.Strides);
        if (plan.IsInnerReduced) Rows(plan, x.Data, y.Data, neutral);
        else Columns(plan, x.Data, y.Data, neutral);
    }

    private static void Rows(in ReductionPlan plan, T* x, T* y, T neutral)
    {
        long n = plan.InnerLength, pieceLength = RowReduction<T, TOp>.Longest;
        long cuts = (n + pieceLength - 1) / pieceLength, rowsEach = Math.Max(1, pieceLength / n);
        long segments = cuts > 1 ? plan.Reduced * cuts : (plan.Reduced + rowsEach - 1) / rowsEach;
        if (segments == 1)
        {
            long outputsEach = Math.Max(1, PieceElements / (n * plan.Reduced));
            WorkerPool.For(checked((int)((plan.Kept + outputsEach - 1) / outputsEach)), new RowJob(plan, x, y, neutral, outputsEach));
            return;
        }
        var partial = new NativeBlock(plan.Kept * segments * sizeof(T));
        WorkerPool.For(checked((int)(plan.Kept * segments)), new SegmentJob(plan, x, (T*)partial.Address, neutral, cuts, rowsEach, segments));
        for (long o = 0; o < plan.Kept; o++) y[plan.KeptOffsets(o).To] = RowReduction<T, TOp>.Run((T*)partial.Address + (o * segments), segments, 1, neutral);
        partial.Dispose();
    }

    private static void Columns(in ReductionPlan plan, T* x, T* y, T neutral)
    {
        long n = plan.InnerLength, rowsEach = Math.Clamp(PieceElements / n, 1, 4096), segments = (plan.Reduced + rowsEach - 1) / rowsEach;
        if (segments == 1 && plan.InnerFrom == 1 && plan.InnerTo == 1)
        {
            long keptEach = Math.Max(1, PieceElements / (n * plan.Reduced));
            WorkerPool.For(checked((int)((plan.Kept + keptEach - 1) / keptEach)), new DirectJob(plan, x, y, neutral, keptEach));
            return;
        }
        var partial = new NativeBlock(plan.Kept * segments * n * sizeof(T));
        var job = new ColumnJob(plan, x, (T*)partial.Address, neutral, rowsEach, segments);
        WorkerPool.For(checked((int)(plan.Kept * segments)), job);
        WorkerPool.For(checked((int)plan.Kept), new MergeJob(plan, (T*)partial.Address, y, segments));
        partial.Dispose();
    }

    /// <summary>Adds row b to row a.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static void AddRow(T* a, T* b, long n)
    {
        long i = 0;
        for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count) TOp.Apply(Vector512.Load(a + i), Vector512.Load(b + i)).Store(a + i);
        if (i < n) Tail.Store(TOp.Apply(Tail.Load(a + i, (int)(n - i)), Tail.Load(b + i, (int)(n - i))), a + i, (int)(n - i));
    }

    private readonly struct RowJob(ReductionPlan plan, T* x, T* y, T neutral, long outputsEach) : IParallelJob
    {
        public void Run(int index)
        {
            long end = Math.Min(plan.Kept, (index + 1) * outputsEach), rows = plan.Reduced;
            for (long o = index * outputsEach; o < end; o++)
            {
                var (from, to) = plan.KeptOffsets(o);
                T value = RowReduction<T, TOp>.Run(x + from + plan.ReducedOffset(0), plan.InnerLength, plan.InnerFrom, neutral);
                for (long r = 1; r < rows; r++)
                {
                    T next = RowReduction<T, TOp>.Run(x + from + plan.ReducedOffset(r), plan.InnerLength, plan.InnerFrom, neutral);
                    value = RowReduction<T, TOp>.Combine(value, next);
                }
                y[to] = value;
            }
        }
    }

    private readonly struct SegmentJob(ReductionPlan plan, T* x, T* partial, T neutral, long cuts, long rowsEach, long segments) : IParallelJob
    {
        public void Run(int index)
        {
            var (o, s) = Math.DivRem(index, segments);
            T* source = x + plan.KeptOffsets(o).From;
            T value = neutral;
            if (cuts > 1)
            {
                var (r, cut) = Math.DivRem(s, cuts);
                long start = cut * RowReduction<T, TOp>.Longest, n = Math.Min(RowReduction<T, TOp>.Longest, plan.InnerLength - start);
                value = RowReduction<T, TOp>.Run(source + plan.ReducedOffset(r) + (start * plan.InnerFrom), n, plan.InnerFrom, neutral);
            }
            else
            {
                long end = Math.Min(plan.Reduced, (s + 1) * rowsEach);
                for (long r = s * rowsEach; r < end; r++)
                {
                    T next = RowReduction<T, TOp>.Run(source + plan.ReducedOffset(r), plan.InnerLength, plan.InnerFrom, neutral);
                    value = RowReduction<T, TOp>.Combine(value, next);
                }
            }
            partial[index] = value;
        }
    }

    private readonly struct ColumnJob(ReductionPlan plan, T* x, T* partial, T neutral, long rowsEach, long segments) : IParallelJob
    {
        public void Run(int index)
        {
            var (o, s) = Math.DivRem(index, segments);
            long n = plan.InnerLength, end = Math.Min(plan.Reduced, (s + 1) * rowsEach);
            T* source = x + plan.KeptOffsets(o).From, total = partial + (index * n);
            if (plan.InnerFrom != 1)
            {
                for (long c = 0; c < n; c++)
                {
                    T value = neutral;
                    for (long r = s * rowsEach; r < end; r++) value = RowReduction<T, TOp>.Combine(value, source[plan.ReducedOffset(r) + (c * plan.InnerFrom)]);
                    total[c] = value;
                }
                return;
            }
            CombineRows(plan, source, total, s * rowsEach, end, neutral);
        }
    }

    private readonly struct DirectJob(ReductionPlan plan, T* x, T* y, T neutral, long keptEach) : IParallelJob
    {
        public void Run(int index)
        {
            long end = Math.Min(plan.Kept, (index + 1) * keptEach);
            for (long o = index * keptEach; o < end; o++)
            {
                var (from, to) = plan.KeptOffsets(o);
                CombineRows(plan, x + from, y + to, 0, plan.Reduced, neutral);
            }
        }
    }

    /// <summary>Rows <paramref name="start"/> to end − 1 combined into one, in blocks.</summary>
    private static void CombineRows(in ReductionPlan plan, T* source, T* total, long start, long end, T neutral)
    {
        long n = plan.InnerLength;
        new Span<T>(total, checked((int)n)).Fill(neutral);
        if (end - start <= RowBlock)
        {
            AddRows(plan, source, total, start, end);
            return;
        }
        T* block = (T*)NativeMemory.AlignedAlloc((nuint)(n * sizeof(T)), 64);
        for (long r = start; r < end; r += RowBlock)
        {
            new Span<T>(block, (int)n).Fill(neutral);
            AddRows(plan, source, block, r, Math.Min(end, r + RowBlock));
            AddRow(total, block, n);
        }
        NativeMemory.AlignedFree(block);
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void AddRows(in ReductionPlan plan, T* source, T* total, long r, long end)
    {
        long n = plan.InnerLength;
        for (; r <= end - 4; r += 4)
        {
            T* a = source + plan.ReducedOffset(r), b = source + plan.ReducedOffset(r + 1);
            T* c = source + plan.ReducedOffset(r + 2), d = source + plan.ReducedOffset(r + 3);
            long i = 0;
            for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
            {
                Vector512<T> four = TOp.Apply(
                    TOp.Apply(Vector512.Load(a + i), Vector512.Load(b + i)), TOp.Apply(Vector512.Load(c + i), Vector512.Load(d + i)));
                TOp.Apply(Vector512.Load(total + i), four).Store(total + i);
            }
            if (i >= n) continue;
            int rest = (int)(n - i);
            Vector512<T> last = TOp.Apply(
                TOp.Apply(Tail.Load(a + i, rest), Tail.Load(b + i, rest)), TOp.Apply(Tail.Load(c + i, rest), Tail.Load(d + i, rest)));
            Tail.Store(TOp.Apply(Tail.Load(total + i, rest), last), total + i, rest);
        }
        for (; r < end; r++) AddRow(total, source + plan.ReducedOffset(r), n);
    }

    private readonly struct MergeJob(ReductionPlan plan, T* partial, T* y, long segments) : IParallelJob
    {
        public void Run(int index)
        {
            long n = plan.InnerLength;
            T* rows = partial + (index * segments * n);
            // a tree over the segments
            for (long distance = 1; distance < segments; distance *= 2)
                for (long s = 0; s + distance < segments; s += 2 * distance) AddRow(rows + (s * n), rows + ((s + distance) * n), n);
            T* target = y + plan.KeptOffsets(index).To;
            for (long i = 0; i < n; i++) target[i * plan.InnerTo] = rows[i];
        }
    }
}
