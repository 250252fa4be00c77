using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>What a loop over two operands does with a vector of each; may carry constants.</summary>
internal interface IPairOperator<T>
    where T : unmanaged
{
    /// <inheritdoc cref="IVectorFunction{T}.IsLong"/>
    static virtual bool IsLong => false;

    Vector512<T> Apply(Vector512<T> a, Vector512<T> b);
}
