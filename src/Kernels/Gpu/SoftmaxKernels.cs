using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Softmax, log-softmax and log-sum-exp of rows, and gradients.</summary>
/// <remarks>
/// Element c of row r lies at (r / inner) · length · inner + r mod inner + c · inner. Group: DimX work-items a row, DimY rows.
/// Shared: one number a work-item. A work-item keeps <c>held</c> elements of its row, which is then read once; where that is 0 the row
/// is read twice, maximum and sum coming from the first reading together. It is written once.
/// </remarks>
internal static class SoftmaxKernels
{
    /// <summary>y = e^(x − m) / Σ e^(x − m), m the largest of the row, or its logarithm.</summary>
    public static void Forward<T>(ArrayView<T> x, ArrayView<T> y, long rows, int length, long inner, SpecializedValue<bool> strided, SpecializedValue<bool> log, SpecializedValue<int> held)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        long row = ((long)Grid.IdxX * Group.DimY) + Group.IdxY, step = strided ? inner : 1;
        long start = strided ? (row / inner * length * inner) + (row % inner) : row * length;
        int count = row < rows ? length : 0; // rows beyond the last take part in the barriers alone
        if (held > 0)
        {
            ForwardOfHeld(scratch, LocalMemory.Allocate<T>(held), held, x, y, start, step, count, log);
            return;
        }
        T sum = SumExp(scratch, x, start, step, count, out T max);
        T scale = log ? T.Log(sum) : T.One / sum;
        var v = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int first = 0; first < count; first += RowReduce.Block * Group.DimX)
        {
            HeldRow.Load(v, RowReduce.Block, x, start + (first * step), step, count - first, T.Zero);
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                v[j] = log ? v[j] - max - scale : T.Exp(v[j] - max) * scale;
            }
            HeldRow.Store(v, RowReduce.Block, y, start + (first * step), step, count - first);
        }
    }

    private static void ForwardOfHeld<T>(ArrayView<T> scratch, ArrayView<T> v, int held, ArrayView<T> x, ArrayView<T> y, long start, long step, int count, bool log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        HeldRow.Load(v, held, x, start, step, count, T.NegativeInfinity);
        T most = T.NegativeInfinity;
        for (int j = 0; j < held; j++)
        {
            Unroll.Fully();
            if (v[j] > most) most = v[j];
        }
        T shift = Shift(RowReduce.Max(scratch, most));
        for (int j = 0; j < held; j++)
        {
            Unroll.Fully();
            v[j] = log ? v[j] - shift : T.Exp(v[j] - shift);
        }
        T sum = log ? HeldRow.Sum(scratch, new HeldPowers<T>(v), held) : HeldRow.Sum(scratch, new HeldElements<T>(v), held);
        T scale = log ? T.Log(sum) : T.One / sum;
        for (int j = 0; j < held; j++)
        {
            Unroll.Fully();
            v[j] = log ? v[j] - scale : v[j] * scale;
        }
        HeldRow.Store(v, held, y, start, step, count);
    }

    /// <summary>dx = y · (dy − Σ dy · y), or of the log-softmax y dx = dy − e^y · Σ dy.</summary>
    public static void Backward<T>(ArrayView<T> dy, ArrayView<T> y, ArrayView<T> dx, long rows, int length, long inner, SpecializedValue<bool> strided, SpecializedValue<bool> log, SpecializedValue<int> held)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        long row = ((long)Grid.IdxX * Group.DimY) + Group.IdxY, step = strided ? inner : 1;
        long start = strided ? (row / inner * length * inner) + (row % inner) : row * length;
        int count = row < rows ? length : 0;
        if (held > 0)
        {
            BackwardOfHeld(scratch, LocalMemory.Allocate<T>(held), LocalMemory.Allocate<T>(held), held, dy, y, dx, start, step, count, log);
            return;
        }
        T sum = log ? RowSums.Sum(scratch, new Elements<T>(dy, start, step), count) : RowSums.Sum(scratch, new Products<T>(dy, y, start, step), count);
        ArrayView<T> g = LocalMemory.Allocate<T>(RowReduce.Block), v = LocalMemory.Allocate<T>(RowReduce.Block);
        for (int first = 0; first < count; first += RowReduce.Block * Group.DimX)
        {
            HeldRow.Load(g, RowReduce.Block, dy, start + (first * step), step, count - first, T.Zero);
            HeldRow.Load(v, RowReduce.Block, y, start + (first * step), step, count - first, T.Zero);
            GradientOfHeld(g, v, RowReduce.Block, sum, log);
            HeldRow.Store(g, RowReduce.Block, dx, start + (first * step), step, count - first);
        }
    }

    private static void BackwardOfHeld<T>(
        ArrayView<T> scratch, ArrayView<T> g, ArrayView<T> v, int held, ArrayView<T> dy, ArrayView<T> y, ArrayView<T> dx, long start, long step, int count, bool log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        HeldRow.Load(g, held, dy, start, step, count, T.Zero);
        HeldRow.Load(v, held, y, start, step, count, T.Zero);
        T sum = log ? HeldRow.Sum(scratch, new HeldElements<T>(g), held) : HeldRow.Sum(scratch, new HeldProducts<T>(g, v), held);
        GradientOfHeld(g, v, held, sum, log);
        HeldRow.Store(g, held, dx, start, step, count);
    }

    private static void GradientOfHeld<T>(ArrayView<T> g, ArrayView<T> v, int held, T sum, bool log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < held; j++)
        {
            Unroll.Fully();
            g[j] = log ? g[j] - (T.Exp(v[j]) * sum) : v[j] * (g[j] - sum);
        }
    }

    /// <summary>y = log Σ eˣ of each row, whose elements are neighbours.</summary>
    public static void LogSums<T>(ArrayView<T> x, ArrayView<T> y, long rows, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        long row = ((long)Grid.IdxX * Group.DimY) + Group.IdxY;
        T lse = LogSumExp(scratch, x, row * length, row < rows ? length : 0);
        if (row < rows && Group.IdxX == 0) y[row] = lse;
    }

    /// <summary>log Σ eˣ of the <paramref name="count"/> elements from <paramref name="start"/> on; an infinite maximum is the result itself.</summary>
    public static T LogSumExp<T>(ArrayView<T> scratch, ArrayView<T> x, long start, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = SumExp(scratch, x, start, 1, count, out T max);
        bool hidNaN = max == T.NegativeInfinity && T.IsNaN(sum); // comparisons pass NaN over
        return T.IsInfinity(max) && !hidNaN ? max : max + T.Log(sum);
    }

    /// <summary>Σ e^(x − max) with the row's maximum, both for all work-items of the row. Elements of −∞ add nothing; NaN stays NaN.</summary>
    private static T SumExp<T>(ArrayView<T> scratch, ArrayView<T> x, long start, long step, int count, out T max)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var v = LocalMemory.Allocate<T>(RowReduce.Block);
        T own = T.NegativeInfinity;
        var sum = default(RunningSum<T>);
        for (int first = Group.IdxX; first < count; first += RowReduce.Block * Group.DimX)
        {
            T most = own;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int c = first + (j * Group.DimX);
                v[j] = c < count ? x[start + (c * step)] : T.NegativeInfinity;
                if (v[j] > most) most = v[j];
            }
            T shift = Shift(most), part = T.Zero;
            if (most > own) sum.Scale(T.Exp(own - shift));
            own = most;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                part += T.Exp(v[j] - shift);
            }
            sum.Add(part);
        }
        max = RowReduce.Max(scratch, own);
        if (max > own) sum.Scale(T.Exp(own - max));
        return RowReduce.Sum(scratch, sum.Value);
    }

    /// <summary>A finite stand-in for the maximum of elements that are all −∞: −∞ − −∞ would be NaN.</summary>
    private static T Shift<T>(T max)
        where T : unmanaged, IFloatingPointIeee754<T> => max == T.NegativeInfinity ? T.Zero : max;

    /// <summary>eˣ of elements in registers.</summary>
    private readonly struct HeldPowers<T>(ArrayView<T> v) : IRowTerm<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T At(int i) => T.Exp(v[i]);
    }
}
