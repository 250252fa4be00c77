using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu.Normalization;

/// <summary>Launches <see cref="RowNormKernels"/>; operands lie without gaps, those that are not there are empty.</summary>
internal static class RowNorm
{
    /// <summary>Rows that a work-item adds up for the gradients of weight and bias, pieces of rows at most, and columns of a group.</summary>
    private const int RowsEach = 32, MostPieces = 512, PieceGroup = 64;

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
        int each = Math.Max(RowsEach, (rows + MostPieces - 1) / MostPieces), pieces = Math.Max(1, (rows + each - 1) / each);
        using var parts = stream.Accelerator.Allocate1D<T>(2L * pieces * length);
        stream.Accelerator.LoadKernel(((Delegate)RowNormKernels.WeightParts<T>).Method)
            .Launch(stream, new KernelConfig(new Index3D((length + PieceGroup - 1) / PieceGroup, pieces, 1), new Index3D(PieceGroup, 1, 1)), dy, x, statistics, parts.View, rows, length, each);
        Reductions.SumColumns(stream, parts.View, dweight, pieces, 2 * length);
        Reductions.SumColumns(stream, parts.View, dbias, pieces, 2 * length, first: length);
    }
}
