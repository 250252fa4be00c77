using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu.Normalization;

/// <summary>Launches <see cref="RowNormKernels"/>; operands lie without gaps, those that are not there are empty.</summary>
internal static class RowNorm
{
    /// <summary>y, and μ and r of each row.</summary>
    public static void Forward<T>(
        AcceleratorStream stream, ArrayView<T> x, int length, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> y, ArrayView<T> statistics, double epsilon, bool rms, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length == 0) return;
        int rows = checked((int)(x.Length / length));
        var launch = RowLaunch.Of(stream.Accelerator, rows, length, strided: false, group);
        launch.Load(stream, RowNormKernels.Forward<T>)
            .Launch(stream, launch.Config, x, weight, bias, y, statistics, rows, length, T.CreateTruncating(epsilon),
                new SpecializedValue<bool>(rms), new SpecializedValue<int>(launch.Held));
    }

    /// <summary>dx, and where they are wanted dweight and dbias.</summary>
    public static void Backward<T>(
        AcceleratorStream stream, ArrayView<T> dy, ArrayView<T> x, int length, ArrayView<T> weight, ArrayView<T> statistics, ArrayView<T> dx, ArrayView<T> dweight, ArrayView<T> dbias, bool rms,
        Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (length == 0) return;
        int rows = checked((int)(x.Length / length));
        if (rows > 0)
        {
            var launch = RowLaunch.Of(stream.Accelerator, rows, length, strided: false, group);
            launch.Load(stream, RowNormKernels.Backward<T>).Launch(
                stream, launch.Config, dy, x, weight, statistics, dx, rows, length, new SpecializedValue<bool>(rms), new SpecializedValue<int>(launch.Held));
        }
        if (!dweight.IsValid && !dbias.IsValid) return;
        var (pieces, each) = ColumnSums.Divide(rows);
        using var parts = stream.Accelerator.Allocate1D<T>(2L * pieces * length);
        stream.Accelerator.LoadKernel(((Delegate)RowNormKernels.WeightParts<T>).Method)
            .Launch(stream, ColumnSums.Config(length, pieces), dy, x, statistics, parts.View, rows, length, each);
        ColumnSums.Run(stream, parts.View, dweight, pieces, 2 * length);
        ColumnSums.Run(stream, parts.View, dbias, pieces, 2 * length, first: length);
    }
}
