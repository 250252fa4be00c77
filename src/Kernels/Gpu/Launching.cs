using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>What launch code of all families shares.</summary>
internal static class Launching
{
    /// <summary>The kernel of a static method on the stream's device; compiled at the first call.</summary>
    public static Kernel Load(this AcceleratorStream stream, Delegate method) => stream.Accelerator.LoadKernel(method.Method);

    /// <summary>The number of work-items for <paramref name="count"/> elements, <paramref name="each"/> by work-item.</summary>
    /// <exception cref="NotSupportedException">Too many for 32-bit indices.</exception>
    public static Index1D Items(long count, int each = 1) =>
        count <= int.MaxValue ? new Index1D((int)((count + each - 1) / each))
        : throw new NotSupportedException($"{count:N0} elements: a launch has 32-bit indices and covers at most {int.MaxValue:N0}.");
}
