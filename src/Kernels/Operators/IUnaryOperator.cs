using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Operators;

/// <summary>
/// An element-wise function of one argument; a struct, so that the loop over memory is written once and compiled for each. The
/// vector form is the only one: a scalar is a vector of which one lane is used, so both give the same bits.
/// </summary>
internal interface IUnaryOperator<T>
    where T : unmanaged
{
    /// <summary>f(x).</summary>
    Vector512<T> Apply(Vector512<T> x);

    /// <summary>f′, from x, or from f(x) where <see cref="UnaryOperators.KeepsOutput"/> says so.</summary>
    Vector512<T> Derivative(Vector512<T> kept);
}
