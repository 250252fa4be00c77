using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu.Normalization;

/// <summary>Launches <see cref="BatchNormKernels"/>; x [items, channels, inner] without gaps, operands that are not there are empty.</summary>
internal static class BatchNorm
{
    /// <summary>Elements of a piece of a channel, where a group works on it and where a single work-item does.</summary>
    private const int GroupPiece = 8192, ColumnPiece = 64;

    private const int MaxPieces = 512;

    /// <summary>Mean and (biased) variance of every channel, [2, channels].</summary>
    public static void Statistics<T>(AcceleratorStream stream, ArrayView<T> x, ArrayView<T> statistics, int items, int channels, int inner, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (channels == 0) return;
        int elements = checked(items * inner);
        var (pieces, each) = Divide(elements, inner);
        using var parts = stream.Accelerator.Allocate1D<T>(2L * pieces * channels);
        var launch = RowLaunch.Of(stream.Accelerator, channels, each, inner == 1, group);
        if (elements > 0)
            launch.Load(stream, BatchNormKernels.StatisticsParts<T>).Launch(stream, launch.Layers(pieces), x, parts.View, channels, inner, elements, each);
        stream.Accelerator.LoadKernel(((Delegate)BatchNormKernels.MergeStatistics<T>).Method)
            .LaunchOver(stream, new Index1D(channels), parts.View, statistics, channels, elements, each);
    }

    /// <summary>y from given statistics.</summary>
    public static void Forward<T>(
        AcceleratorStream stream, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> statistics, ArrayView<T> y, int items, int channels, int inner, double epsilon,
        Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length == 0) return;
        var launch = RowLaunch.Of(stream.Accelerator, (long)items * channels, inner, inner == 1, group);
        launch.Load(stream, BatchNormKernels.Forward<T>)
            .Launch(stream, launch.Config, x, weight, bias, statistics, y, checked(items * channels), channels, inner, T.CreateTruncating(epsilon));
    }

    /// <summary>dx, and where they are wanted dweight and dbias; with <paramref name="training"/> the statistics depend on x.</summary>
    public static void Backward<T>(
        AcceleratorStream stream, ArrayView<T> dy, ArrayView<T> x, ArrayView<T> weight, ArrayView<T> statistics, ArrayView<T> dx, ArrayView<T> dweight, ArrayView<T> dbias,
        int items, int channels, int inner, double epsilon, bool training, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (channels == 0) return;
        var accelerator = stream.Accelerator;
        int elements = checked(items * inner);
        var e = T.CreateTruncating(epsilon);
        using var sums = accelerator.Allocate1D<T>(2L * channels);
        if (training || dweight.IsValid || dbias.IsValid)
        {
            var (pieces, each) = Divide(elements, inner);
            using var parts = accelerator.Allocate1D<T>(2L * pieces * channels);
            var reduce = RowLaunch.Of(accelerator, channels, each, inner == 1, group);
            reduce.Load(stream, BatchNormKernels.GradientParts<T>)
                .Launch(stream, reduce.Layers(pieces), dy, x, statistics, parts.View, channels, inner, elements, each);
            Reductions.SumColumns(stream, parts.View, sums.View, pieces, 2 * channels);
            accelerator.LoadKernel(((Delegate)BatchNormKernels.WeightGradient<T>).Method)
                .LaunchOver(stream, new Index1D(channels), sums.View, statistics, dweight, dbias, channels, e);
        }
        if (elements == 0) return;
        var launch = RowLaunch.Of(accelerator, (long)items * channels, inner, inner == 1, group);
        launch.Load(stream, BatchNormKernels.Backward<T>).Launch(
            stream, launch.Config, dy, x, weight, statistics, training ? sums.View : default, dx, checked(items * channels), channels, inner, elements, e);
    }

    private static (int Pieces, int Each) Divide(int elements, int inner)
    {
        int each = Math.Max(inner == 1 ? ColumnPiece : GroupPiece, (elements + MaxPieces - 1) / MaxPieces);
        return (Math.Max(1, (elements + each - 1) / each), each);
    }
}
