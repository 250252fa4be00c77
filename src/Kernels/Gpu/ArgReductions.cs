using System.Numerics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;
using static Neuron.Kernels.Gpu.Launching;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches of <see cref="ArgReductionKernels"/>.</summary>
internal static class ArgReductions
{
    /// <summary>Position of the extremum along one axis, for each position of the others.</summary>
    public static void Run<T>(AcceleratorStream stream, bool largest, ReadOnlySpan<int> shape, ReadOnlySpan<long> strides, long offset, int axis, ArrayView<T> x, ArrayView<long> y)
        where T : unmanaged, INumber<T>
    {
        if (y.Length == 0) return;
        var (kept, length, stride, flag) = (new ReductionAxes(shape, strides, offset, [axis]).Kept, shape[axis], strides[axis], largest ? 1 : 0);
        // a group's steps along an axis of nearly 2³¹ would pass it
        if (stream.Accelerator.Limits.IsCpu || length is < ArgReductionKernels.GroupSize or > int.MaxValue - ArgReductionKernels.GroupSize)
        {
            stream.Load(ArgReductionKernels.Serial<T>).LaunchOver(stream, Items(y.Length), x, kept, y, length, stride, flag);
            return;
        }
        var config = new KernelConfig(Items(y.Length).X, ArgReductionKernels.GroupSize);
        stream.Load(ArgReductionKernels.Grouped<T>).Launch(stream, config, x, kept, y, length, stride, flag);
    }
}
