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

    /// <summary>
    /// The largest <see cref="Extent"/> at which <see cref="ApplyOrdinary"/> gives the bits of <see cref="Apply"/>; 0 where f has no such
    /// form. A loop then takes a block by the short form and looks at the end whether it was allowed to.
    /// </summary>
    static virtual uint OrdinaryExtent => 0;

    /// <summary>How far x is from ordinary arguments, as unsigned numbers: in a step or two, and large where x is not a number.</summary>
    static virtual Vector512<uint> Extent(Vector512<T> x) => default;

    /// <summary>f(x) of ordinary arguments, in fewer steps.</summary>
    Vector512<T> ApplyOrdinary(Vector512<T> x) => Apply(x);
}
