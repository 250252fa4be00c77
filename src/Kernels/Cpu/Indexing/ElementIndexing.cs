using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu.Indexing;

/// <summary>Single elements along one axis, picked or combined by an index tensor of the same rank. Operands are contiguous.</summary>
internal static unsafe class ElementIndexing
{
    /// <summary>y[.., i, ..] = x[.., index[.., i, ..], ..]; index and y have one shape, x is at least as long on the other axes.</summary>
    public static void Gather<T>(Strided<T> x, Strided<long> index, Strided<T> y, int axis)
        where T : unmanaged
    {
        long count = y.Count, stride = x.Strides[axis];
        for (long i = 0; i < count; i++) y.Data[i] = x.Data[Origin(i, index.Shape, x.Strides, axis) + (index.Data[i] * stride)];
    }

    /// <summary>y[.., index[i], ..] = source[.., i, ..]; of several that meet, the last stays.</summary>
    public static void Scatter<T>(Strided<T> source, Strided<long> index, Strided<T> y, int axis)
        where T : unmanaged
    {
        long count = index.Count, stride = y.Strides[axis];
        for (long i = 0; i < count; i++)
            y.Data[Origin(i, index.Shape, y.Strides, axis) + (index.Data[i] * stride)] = source.Data[StridedLoop.Offset(i, index.Shape, source.Strides)];
    }

    /// <summary>y[.., index[i], ..] is combined with source[.., i, ..], in row-major order of the source.</summary>
    public static void ScatterReduce<T>(ReduceOperator op, Strided<T> source, Strided<long> index, Strided<T> y, int axis)
        where T : unmanaged, INumber<T>
    {
        long count = index.Count, stride = y.Strides[axis];
        for (long i = 0; i < count; i++)
        {
            T value = source.Data[StridedLoop.Offset(i, index.Shape, source.Strides)];
            T* to = y.Data + Origin(i, index.Shape, y.Strides, axis) + (index.Data[i] * stride);
            *to = op switch
            {
                ReduceOperator.Sum => *to + value,
                ReduceOperator.Product => *to * value,
                ReduceOperator.Max => T.IsNaN(value) || value > *to ? value : *to,
                _ => T.IsNaN(value) || value < *to ? value : *to,
            };
        }
    }

    /// <summary>Offset of row-major position <paramref name="i"/> of <paramref name="shape"/>, its coordinate on the axis taken as 0.</summary>
    private static long Origin(long i, ReadOnlySpan<int> shape, ReadOnlySpan<long> strides, int axis)
    {
        long offset = 0;
        for (int k = shape.Length - 1; k >= 0; k--)
        {
            if (k != axis) offset += i % shape[k] * strides[k];
            i /= shape[k];
        }
        return offset;
    }
}
