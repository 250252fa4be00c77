using System.Numerics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using static Neuron.Kernels.Gpu.Launching;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches of <see cref="IndexingKernels"/>; indices are dense.</summary>
internal static class Indexing
{
    /// <summary>Indices whose equals are searched at once: the search reads each pair.</summary>
    private const int Chunk = 16 << 10;

    public static void Check(AcceleratorStream stream, ArrayView<long> index, int length, ArrayView<int> fault, int call) =>
        stream.Load(IndexingKernels.Check).LaunchOver(stream, Items(index.Length), index, length, fault, call);

    /// <summary>y[o, j, :] = x[o, index[j], :].</summary>
    public static void Select<T>(AcceleratorStream stream, ArrayView<T> x, ArrayView<long> index, ArrayView<T> y, int rows, int inner)
        where T : unmanaged =>
        stream.Load(IndexingKernels.Select<T>).LaunchOver(stream, Items(y.Length), x, index, y, rows, (int)index.Length, inner);

    /// <summary>y[o, index[j], :] += scale · source[o, j, :], in the order of j.</summary>
    public static void Add<T>(AcceleratorStream stream, ArrayView<T> source, ArrayView<long> index, ArrayView<T> y, int outer, int rows, int inner, T scale)
        where T : unmanaged, INumber<T>
    {
        int picked = (int)index.Length;
        using var before = stream.Accelerator.Allocate1D<int>(Math.Min(picked, Chunk));
        using var after = stream.Accelerator.Allocate1D<int>(Math.Min(picked, Chunk));
        for (int first = 0; first < picked; first += Chunk)
        {
            int count = Math.Min(Chunk, picked - first);
            stream.Load(IndexingKernels.Neighbours).LaunchOver(stream, Items(count), index, before.View, after.View, first, first + count);
            stream.Load(IndexingKernels.Add<T>).LaunchOver(
                stream, Items((long)outer * count * inner), source, index, before.View, after.View, y, first, count, rows, picked, inner, scale);
        }
    }

    /// <summary>y[i] = x at position i, with index[i] on the axis of the given length and stride.</summary>
    public static void Gather<T>(AcceleratorStream stream, ArrayView<T> x, Layout places, ArrayView<long> index, ArrayView<T> y, int length, long stride)
        where T : unmanaged =>
        stream.Load(IndexingKernels.Gather<T>).LaunchOver(stream, Items(y.Length), x, places, index, y, length, stride);

    /// <summary>The opposite of <see cref="Gather"/>; of several that meet, the last stays.</summary>
    public static void Scatter<T>(AcceleratorStream stream, StridedView<T> source, ArrayView<long> index, Layout places, ArrayView<T> y, int length, long stride)
        where T : unmanaged
    {
        using var winner = stream.Accelerator.Allocate1D<int>(y.Length);
        stream.Accelerator.Clear(winner.View, stream);
        stream.Load(IndexingKernels.Winners).LaunchOver(stream, Items(index.Length), index, places, winner.View, length, stride);
        stream.Load(IndexingKernels.Scatter<T>).LaunchOver(
            stream, Items(index.Length), source.Memory, source.Layout, index, places, winner.View, y, length, stride);
    }

    /// <summary>As <see cref="Scatter"/>, but elements are combined, in order; the index is [outer, n, inner].</summary>
    public static void ScatterReduce<T>(
        AcceleratorStream stream, ReduceOperator op, StridedView<T> source, ArrayView<long> index, Layout places, ArrayView<T> y, int n, int inner, int length, long stride)
        where T : unmanaged, INumber<T>
    {
        switch (op)
        {
            case ReduceOperator.Sum: Run<T, Add<T>>(stream, source, index, places, y, n, inner, length, stride); break;
            case ReduceOperator.Product: Run<T, Multiply<T>>(stream, source, index, places, y, n, inner, length, stride); break;
            case ReduceOperator.Max: Run<T, Maximum<T>>(stream, source, index, places, y, n, inner, length, stride); break;
            default: Run<T, Minimum<T>>(stream, source, index, places, y, n, inner, length, stride); break;
        }
    }

    private static void Run<T, TOp>(AcceleratorStream stream, StridedView<T> source, ArrayView<long> index, Layout places, ArrayView<T> y, int n, int inner, int length, long stride)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T> =>
        stream.Load(IndexingKernels.ScatterReduce<T, TOp>).LaunchOver(
            stream, Items(index.Length), source.Memory, source.Layout, index, places, y, n, inner, length, stride);
}
