using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu.Normalization;

/// <summary>Launches <see cref="GroupNormKernels"/>; x [items, channels, inner] without gaps, operands that are not there are empty.</summary>
internal static class GroupNorm
{
    /// <summary>y, and μ and r of each group of each item.</summary>
    public static void Forward<T>(
        AcceleratorStream stream, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> y, ArrayView<T> statistics,
        int items, int channels, int inner, int groups, double epsilon, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length == 0) return;
        int width = channels / groups;
        var launch = RowLaunch.Of(stream.Accelerator, (long)items * groups, (long)width * inner, strided: false, group);
        launch.Load(stream, GroupNormKernels.Forward<T>)
            .Launch(stream, launch.Config, x, weight, bias, y, statistics, checked(items * groups), groups, width, inner, T.CreateTruncating(epsilon));
    }

    /// <summary>dx, and where they are wanted dweight and dbias.</summary>
    public static void Backward<T>(
        AcceleratorStream stream, ArrayView<T> dy, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> statistics, ArrayView<T> dx, ArrayView<T> dweight, ArrayView<T> dbias,
        int items, int channels, int inner, int groups, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = channels / groups;
        using var sums = stream.Accelerator.Allocate1D<T>(2L * items * channels);
        if (x.Length > 0)
        {
            var reduce = RowLaunch.Of(stream.Accelerator, (long)items * channels, inner, strided: false, group);
            reduce.Load(stream, GroupNormKernels.ChannelSums<T>)
                .Launch(stream, reduce.Config, dy, x, statistics, sums.View, checked(items * channels), channels, width, inner);
            var launch = RowLaunch.Of(stream.Accelerator, (long)items * groups, (long)width * inner, strided: false, group);
            launch.Load(stream, GroupNormKernels.Backward<T>)
                .Launch(stream, launch.Config, dy, x, weight, statistics, sums.View, dx, checked(items * groups), groups, width, inner);
        }
        Reductions.SumColumns(stream, sums.View, dweight, items, 2 * channels);
        Reductions.SumColumns(stream, sums.View, dbias, items, 2 * channels, first: channels);
    }
}
