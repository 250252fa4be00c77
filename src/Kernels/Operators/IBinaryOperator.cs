using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Operators;

/// <summary>An element-wise function of two arguments; see <see cref="IUnaryOperator{T}"/>.</summary>
internal interface IBinaryOperator<T>
    where T : unmanaged
{
    static abstract Vector512<T> Apply(Vector512<T> a, Vector512<T> b);

    static abstract T Apply(T a, T b);
}
