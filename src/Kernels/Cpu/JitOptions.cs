using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>How the JIT compiles the kernels.</summary>
internal static class JitOptions
{
    /// <summary>
    /// A loop over vectors: optimised when it first runs, not counted and compiled again, and never made part of its caller. With profiles
    /// (<c>TieredPGO</c>, on by default in a program that uses the library) the JIT would take a hot loop into the caller, run out of its
    /// budget of inlined calls there and leave every operation on a vector a call: twice the time, in layer norm five times.
    /// </summary>
    public const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
