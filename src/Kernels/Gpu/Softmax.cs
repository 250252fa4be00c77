using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches <see cref="SoftmaxKernels"/>; operands lie without gaps, read as [outer, length, inner].</summary>
internal static class Softmax
{
    /// <summary>y = softmax of x along the middle axis, or its logarithm.</summary>
    public static void Forward<T>(AcceleratorStream stream, bool log, ArrayView<T> x, ArrayView<T> y, long outer, int length, long inner, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (outer * length * inner == 0) return;
        var launch = RowLaunch.Of(stream.Accelerator, outer * inner, length, inner > 1, group);
        launch.Load(stream, SoftmaxKernels.Forward<T>)
            .Launch(stream, launch.Config, x, y, outer * inner, length, inner,
                new SpecializedValue<bool>(inner > 1), new SpecializedValue<bool>(log), new SpecializedValue<int>(launch.Held));
    }

    /// <summary>dx from the gradient dy of the result y.</summary>
    public static void Backward<T>(AcceleratorStream stream, bool log, ArrayView<T> dy, ArrayView<T> y, ArrayView<T> dx, long outer, int length, long inner, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (outer * length * inner == 0) return;
        var launch = RowLaunch.Of(stream.Accelerator, outer * inner, length, inner > 1, group);
        launch.Load(stream, SoftmaxKernels.Backward<T>)
            .Launch(stream, launch.Config, dy, y, dx, outer * inner, length, inner,
                new SpecializedValue<bool>(inner > 1), new SpecializedValue<bool>(log), new SpecializedValue<int>(launch.Held));
    }

    /// <summary>y = log Σ eˣ of each row.</summary>
    public static void LogSumExp<T>(AcceleratorStream stream, ArrayView<T> x, ArrayView<T> y, long rows, int length, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rows == 0) return;
        var launch = RowLaunch.Of(stream.Accelerator, rows, length, strided: false, group);
        launch.Load(stream, SoftmaxKernels.LogSums<T>).Launch(stream, launch.Config, x, y, rows, length);
    }
}
