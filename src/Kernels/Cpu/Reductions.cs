using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Reductions over any axes of strided operands.</summary>
internal static unsafe class Reductions
{
    /// <summary>y has x's rank, with length 1 along the reduced axes.</summary>
    public static void Reduce<T>(ReduceOperator op, Strided<T> x, Strided<T> y)
        where T : unmanaged, INumber<T>
    {
        T start = op is ReduceOperator.Sum ? T.Zero : T.One;
        long outputs = y.Count, inputs = x.Count;
        var first = new bool[outputs];
        for (long i = 0; i < outputs; i++) y.Data[i] = start;
        for (long i = 0; i < inputs; i++)
        {
            T v = x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)];
            long o = OutputOf(i, x.Shape, y.Shape);
            y.Data[o] = op switch
            {
                ReduceOperator.Sum => y.Data[o] + v,
                ReduceOperator.Product => y.Data[o] * v,
                ReduceOperator.Max => !first[o] || T.IsNaN(v) || v > y.Data[o] ? v : y.Data[o],
                _ => !first[o] || T.IsNaN(v) || v < y.Data[o] ? v : y.Data[o],
            };
            first[o] = true;
        }
    }

    public static void ArgReduce<T>(bool largest, Strided<T> x, Strided<long> y, int axis)
        where T : unmanaged, INumber<T>
    {
        long outputs = y.Count;
        for (long o = 0; o < outputs; o++)
        {
            long start = StridedLoop.Offset(o, y.Shape, x.Strides), best = 0;
            T value = x.Data[start];
            for (int i = 1; i < x.Shape[axis] && !T.IsNaN(value); i++)
            {
                T v = x.Data[start + (i * x.Strides[axis])];
                if (T.IsNaN(v) || (largest ? v > value : v < value)) (value, best) = (v, i);
            }
            y.Data[o] = best;
        }
    }

    private static long OutputOf(long index, ReadOnlySpan<int> shape, ReadOnlySpan<int> reduced)
    {
        long output = 0, stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            long i = index % shape[axis];
            index /= shape[axis];
            if (reduced[axis] != 1) output += i * stride;
            stride *= reduced[axis];
        }
        return output;
    }
}
