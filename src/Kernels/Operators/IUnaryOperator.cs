using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu;

namespace Neuron.Kernels.Operators;

/// <summary>
/// An element-wise function of one argument; a struct, so that the loop over memory is written once and compiled for each.
/// The CPU uses the vector form only: a single element is a vector of which one lane is used, so both give the same bits.
/// Kernels use the scalar form, which is the plain definition; tests hold the two together.
/// </summary>
internal interface IUnaryOperator<T> : IVectorFunction<T>
    where T : unmanaged
{
    /// <summary>f′, from x, or from f(x) where <see cref="UnaryOperators.KeepsOutput"/> says so.</summary>
    Vector512<T> Derivative(Vector512<T> kept);

    /// <summary>f(x), as kernels compute it.</summary>
    T Apply(T x);

    /// <summary>f′ as kernels compute it.</summary>
    T Derivative(T kept);
}
