using System.Numerics;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>How an optimiser changes parameters and its own state, given their gradient: by the vector on the CPU, one by one in kernels for devices.</summary>
/// <typeparam name="T">Element.</typeparam>
internal interface IParameterUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>State tensors of a parameter, 0 to 3; those beyond are neither read nor written.</summary>
    int States { get; }

    /// <summary>Updates in place.</summary>
    void Apply(ref Vector512<T> p, Vector512<T> g, ref Vector512<T> s0, ref Vector512<T> s1, ref Vector512<T> s2);

    /// <summary>Updates one element in place, with the operations of the vector form in its order.</summary>
    void Apply(ref T p, T g, ref T s0, ref T s1, ref T s2);
}
