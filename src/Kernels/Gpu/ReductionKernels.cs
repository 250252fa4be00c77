using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// Reductions over any axes. The reduced positions of an output are cut into segments by shape alone; a launch writes one partial
/// result a segment, [segments, outputs], and the next reduces those, so the order of the additions never varies.
/// </summary>
internal static class ReductionKernels
{
    /// <summary>Work-items of a group of <see cref="Grouped"/> and <see cref="Columns"/>, and neighbouring outputs of a group of the latter.</summary>
    public const int GroupSize = 256, Lanes = 32;

    /// <summary>One work-item a segment of an output: four running results side by side, then combined.</summary>
    /// <remarks>Grid: segments · outputs work-items, neighbours taking neighbouring outputs. Reads x once, writes a partial result each.</remarks>
    public static void Serial<T, TOp>(Index1D i, ArrayView<T> x, Layout kept, Layout reduced, ArrayView<T> partial, int outputs, int length, int segment, T neutral)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        int part = i.X / outputs, output = i.X - (part * outputs), r = part * segment;
        int end = r + XMath.Min(segment, length - r); // r + segment may pass 2³¹
        long from = kept.PlaceOf(output);
        T s0 = neutral, s1 = neutral, s2 = neutral, s3 = neutral;
        for (; r <= end - 4; r += 4)
        {
            s0 = TOp.Apply(s0, x[from + reduced.PlaceOf(r)]);
            s1 = TOp.Apply(s1, x[from + reduced.PlaceOf(r + 1)]);
            s2 = TOp.Apply(s2, x[from + reduced.PlaceOf(r + 2)]);
            s3 = TOp.Apply(s3, x[from + reduced.PlaceOf(r + 3)]);
        }
        for (; r < end; r++) s0 = TOp.Apply(s0, x[from + reduced.PlaceOf(r)]);
        partial[i] = TOp.Apply(TOp.Apply(s0, s1), TOp.Apply(s2, s3));
    }

    /// <summary>DimX work-items a segment of an output, DimY outputs a group: the work-items take turns along the segment, then join their results.</summary>
    /// <remarks>
    /// Grid: segments · (outputs / DimY) groups. Shared: 256 elements. For outputs whose reduced elements lie side by side. Reads x once,
    /// <see cref="RowReduce.Block"/> loads of a work-item at a time.
    /// </remarks>
    public static void Grouped<T, TOp>(
        ArrayView<T> x, Layout kept, Layout reduced, ArrayView<T> partial, int outputs, int length, int segment, T neutral, SpecializedValue<bool> even)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        var scratch = SharedMemory.Allocate<T>(GroupSize);
        int across = (outputs + Group.DimY - 1) / Group.DimY;
        int part = Grid.IdxX / across, output = ((Grid.IdxX - (part * across)) * Group.DimY) + Group.IdxY, start = part * segment;
        int count = output < outputs ? XMath.Min(segment, length - start) : 0; // start + segment may pass 2³¹
        T result = neutral;
        if (count > 0) result = Chain<T, TOp>(x, kept.PlaceOf(output), reduced, start, count, Group.IdxX, Group.DimX, neutral, even);
        result = RowReduce.Combine<T, TOp>(scratch, result);
        if (count > 0 && Group.IdxX == 0) partial[((long)part * outputs) + output] = result;
    }

    /// <summary>One group <see cref="Lanes"/> neighbouring outputs and a segment of their elements, whose DimY lines it takes at once.</summary>
    /// <remarks>
    /// Grid: segments · (outputs / 32) groups of 32 x 8. Shared: 256 elements. For outputs that lie side by side. Reads x once,
    /// <see cref="RowReduce.Block"/> loads of a work-item at a time.
    /// </remarks>
    public static void Columns<T, TOp>(
        ArrayView<T> x, Layout kept, Layout reduced, ArrayView<T> partial, int outputs, int length, int segment, T neutral, SpecializedValue<bool> even)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        var scratch = SharedMemory.Allocate<T>(GroupSize);
        int across = (outputs + Lanes - 1) / Lanes;
        int part = Grid.IdxX / across, output = ((Grid.IdxX - (part * across)) * Lanes) + Group.IdxX, start = part * segment;
        T result = neutral;
        if (output < outputs)
            result = Chain<T, TOp>(x, kept.PlaceOf(output), reduced, start, XMath.Min(segment, length - start), Group.IdxY, Group.DimY, neutral, even);
        scratch[(Group.IdxY * Lanes) + Group.IdxX] = result;
        Group.Barrier();
        if (Group.IdxY > 0 || output >= outputs) return;
        for (int line = 1; line < Group.DimY; line++) result = TOp.Apply(result, scratch[(line * Lanes) + Group.IdxX]);
        partial[((long)part * outputs) + output] = result;
    }

    /// <summary>
    /// The result of elements first, first + step, ... of the <paramref name="count"/> from <paramref name="start"/> on; they are evenly far
    /// apart where <paramref name="even"/> says so.
    /// </summary>
    private static T Chain<T, TOp>(ArrayView<T> x, long from, Layout reduced, int start, int count, int first, int step, T neutral, bool even)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        var v = LocalMemory.Allocate<T>(RowReduce.Block);
        T result = neutral;
        long place = from + ((start + first) * reduced.S0), jump = step * reduced.S0;
        for (; first < count; first += RowReduce.Block * step)
        {
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int r = first + (j * step);
                v[j] = r < count ? x[even ? place : from + reduced.PlaceOf(start + r)] : neutral;
                place += jump;
            }
            // in pairs: fewer additions follow one another, and less is lost by rounding
            for (int half = RowReduce.Block / 2; half > 0; half /= 2)
            {
                Unroll.Fully();
                for (int j = 0; j < half; j++)
                {
                    Unroll.Fully();
                    v[j] = TOp.Apply(v[j], v[j + half]);
                }
            }
            result = TOp.Apply(result, v[0]);
        }
        return result;
    }
}
