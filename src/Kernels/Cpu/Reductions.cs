using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Reductions over any axes of strided operands.</summary>
internal static class Reductions
{
    /// <summary>y is contiguous and has x's rank, with length 1 along the reduced axes.</summary>
    public static void Reduce<T>(ReduceOperator op, Strided<T> x, Strided<T> y)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        bool isReal = typeof(T) == typeof(float) || typeof(T) == typeof(double);
        switch (op)
        {
            case ReduceOperator.Sum: Reduction<T, Add<T>>.Run(x, y, T.Zero); break;
            case ReduceOperator.Product: Reduction<T, Multiply<T>>.Run(x, y, T.One); break;
            case ReduceOperator.Max: Reduction<T, Maximum<T>>.Run(x, y, isReal ? -T.One / T.Zero : T.MinValue); break;
            default: Reduction<T, Minimum<T>>.Run(x, y, isReal ? T.One / T.Zero : T.MaxValue); break;
        }
    }

    /// <summary>Position of the extremum along an axis, the first of equals; the first NaN if there is one.</summary>
    public static void ArgReduce<T>(bool largest, Strided<T> x, Strided<long> y, int axis)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> => ArgReduction<T>.Run(largest, x, y, axis);
}
