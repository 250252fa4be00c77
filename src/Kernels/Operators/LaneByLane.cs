using System.Numerics;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Operators;

/// <summary>A scalar function as a vector operator.</summary>
internal readonly struct LaneByLane<T, TFunction>(T a) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TFunction : struct, IScalarFunction
{
    public Vector512<T> Apply(Vector512<T> x)
    {
        Span<T> lanes = stackalloc T[Vector512<T>.Count];
        for (int i = 0; i < lanes.Length; i++) lanes[i] = TFunction.Apply(x[i], a);
        return Vector512.Create<T>(lanes);
    }

    public Vector512<T> Derivative(Vector512<T> kept)
    {
        Span<T> lanes = stackalloc T[Vector512<T>.Count];
        for (int i = 0; i < lanes.Length; i++) lanes[i] = TFunction.Derivative(kept[i], a);
        return Vector512.Create<T>(lanes);
    }

    public T Apply(T x) => TFunction.Apply(x, a);

    public T Derivative(T kept) => TFunction.Derivative(kept, a);
}
