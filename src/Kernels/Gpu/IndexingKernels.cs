using System.Numerics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// Picking and combining by index. Indices outside their axis are reported by <see cref="Check"/>; the other kernels bring them
/// inside, so that no memory is touched that is not theirs. Where several elements meet, their order is that of the source.
/// </summary>
internal static class IndexingKernels
{
    /// <summary>Notes the first index outside [0, length) that is found, unless an earlier call's is still noted.</summary>
    /// <remarks>fault: number of the call, lower and upper half of the index, its position.</remarks>
    public static void Check(Index1D i, ArrayView<long> index, int length, ArrayView<int> fault, int call) => Note(index[i], i.X, length, fault, call);

    /// <summary>The same for a single index, at a position among others.</summary>
    public static void Note(long index, int position, int length, ArrayView<int> fault, int call)
    {
        if (index >= 0 && index < length) return;
        if (Atomic.CompareExchange(ref fault[0], 0, call) != 0) return;
        fault[1] = (int)index;
        fault[2] = (int)(index >> 32);
        fault[3] = position;
    }

    /// <summary>y[o, j, c] = x[o, index[j], c], of dense [outer, rows, inner].</summary>
    public static void Select<T>(Index1D i, ArrayView<T> x, ArrayView<long> index, ArrayView<T> y, int rows, int picked, int inner)
        where T : unmanaged
    {
        int slice = i.X / inner, c = i.X - (slice * inner), o = slice / picked, j = slice - (o * picked);
        y[i] = x[((((long)o * rows) + Inside(index[j], rows)) * inner) + c];
    }

    /// <summary>For each position, the last one before it and the first one after it, within [first, end), that hold the same index; −1 for none.</summary>
    public static void Neighbours(Index1D i, ArrayView<long> index, ArrayView<int> before, ArrayView<int> after, int first, int end)
    {
        int j = first + i.X;
        long wanted = index[j];
        int p = j - 1, n = j + 1;
        while (p >= first && index[p] != wanted) p--;
        while (n < end && index[n] != wanted) n++;
        before[i] = p >= first ? p : -1;
        after[i] = n < end ? n : -1;
    }

    /// <summary>y[o, index[j], c] += scale · source[o, j, c]: the first work-item of an index adds all of its slices, in order.</summary>
    public static void Add<T>(
        Index1D i, ArrayView<T> source, ArrayView<long> index, ArrayView<int> before, ArrayView<int> after, ArrayView<T> y,
        int first, int count, int rows, int picked, int inner, T scale)
        where T : unmanaged, INumber<T>
    {
        int slice = i.X / inner, c = i.X - (slice * inner), o = slice / count, j = slice - (o * count);
        if (before[j] >= 0) return;
        long to = ((((long)o * rows) + Inside(index[first + j], rows)) * inner) + c;
        T sum = y[to];
        for (int k = first + j; k >= 0; k = after[k - first]) sum += scale * source[((((long)o * picked) + k) * inner) + c];
        y[to] = sum;
    }

    /// <summary>y[i] = x at (position i with index[i] on the axis); <paramref name="places"/> has no step along the axis.</summary>
    public static void Gather<T>(Index1D i, ArrayView<T> x, Layout places, ArrayView<long> index, ArrayView<T> y, int length, long stride)
        where T : unmanaged =>
        y[i] = x[places.PlaceOf(i) + (Inside(index[i], length) * stride)];

    /// <summary>Finds, for each element of y that is written, the last element of the index that points there.</summary>
    public static void Winners(Index1D i, ArrayView<long> index, Layout places, ArrayView<int> winner, int length, long stride) =>
        Atomic.Max(ref winner[places.PlaceOf(i) + (Inside(index[i], length) * stride)], i.X + 1);

    /// <summary>y at (position i with index[i] on the axis) = source at position i, if that is the last to point there.</summary>
    public static void Scatter<T>(Index1D i, ArrayView<T> source, Layout from, ArrayView<long> index, Layout places, ArrayView<int> winner, ArrayView<T> y, int length, long stride)
        where T : unmanaged
    {
        long to = places.PlaceOf(i) + (Inside(index[i], length) * stride);
        if (winner[to] == i.X + 1) y[to] = source[from.PlaceOf(i)];
    }

    /// <summary>
    /// y at (position i with index[i] on the axis) is combined with the source: the first element of a line that points somewhere
    /// combines all of that line's that do, in order.
    /// </summary>
    /// <remarks>index is dense [outer, n, inner]. Grid: one work-item an element. Reads the index of a line n times.</remarks>
    public static void ScatterReduce<T, TOp>(Index1D i, ArrayView<T> source, Layout from, ArrayView<long> index, Layout places, ArrayView<T> y, int n, int inner, int length, long stride)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        long wanted = index[i];
        int slice = i.X / inner, row = slice % n, start = i.X - (row * inner);
        for (int r = row - 1; r >= 0; r--)
            if (index[start + (r * inner)] == wanted) return;
        long to = places.PlaceOf(i) + (Inside(wanted, length) * stride);
        T value = y[to];
        for (int r = row; r < n; r++)
        {
            int at = start + (r * inner);
            if (index[at] == wanted) value = TOp.Apply(value, source[from.PlaceOf(at)]);
        }
        y[to] = value;
    }

    private static long Inside(long index, int length) => XMath.Min(XMath.Max(index, 0L), length - 1L);
}
