using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>What a loop over one operand does with a vector of it; may carry constants.</summary>
internal interface IVectorFunction<T>
    where T : unmanaged
{
    /// <summary>
    /// Whether f takes many instructions and constants: where 512 bits are two registers, a loop then computes one at a time, since
    /// both at once would keep the constants of two halves in memory. Only for what works lane by lane, without a branch.
    /// </summary>
    static virtual bool IsLong => false;

    /// <summary>f(x).</summary>
    Vector512<T> Apply(Vector512<T> x);
}
