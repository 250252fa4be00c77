using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// Reductions over any axes. The reduced positions of an output are cut into segments by shape alone; a launch writes one partial
/// result a segment, [segments, outputs], and the next reduces those, so the order of the additions never varies.
/// </summary>
internal static class ReductionKernels
{
    /// <summary>Work-items of a group of <see cref="Grouped"/>: a power of two, as the tree halves it.</summary>
    public const int GroupSize = 256;

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

    /// <summary>One group a segment of an output: its work-items take turns along the segment, then a tree in shared memory.</summary>
    /// <remarks>Grid: (segments, outputs) groups. Shared: 256 elements. For outputs whose reduced elements lie side by side.</remarks>
    public static void Grouped<T, TOp>(ArrayView<T> x, Layout kept, Layout reduced, ArrayView<T> partial, int outputs, int length, int segment, T neutral)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        ArrayView<T> scratch = SharedMemory.Allocate<T>(GroupSize);
        int part = Grid.IdxX / outputs, output = Grid.IdxX - (part * outputs);
        int start = part * segment, count = XMath.Min(segment, length - start); // start + segment may pass 2³¹
        long from = kept.PlaceOf(output);
        T sum = neutral;
        for (int r = Group.IdxX; r < count; r += GroupSize) sum = TOp.Apply(sum, x[from + reduced.PlaceOf(start + r)]);
        scratch[Group.IdxX] = sum;
        Group.Barrier();
        for (int half = GroupSize / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) scratch[Group.IdxX] = TOp.Apply(scratch[Group.IdxX], scratch[Group.IdxX + half]);
            Group.Barrier();
        }
        if (Group.IdxX == 0) partial[Grid.IdxX] = scratch[0];
    }
}
