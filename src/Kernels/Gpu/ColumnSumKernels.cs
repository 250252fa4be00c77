using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Sums of columns; one work-item a column, so neighbours read neighbours.</summary>
internal static class ColumnSumKernels
{
    /// <summary>y[p, c] = Σ x[r, first + c] over the rows of piece p, p = Grid.IdxY; x [rows, width], y [pieces, columns].</summary>
    public static void Parts<T>(ArrayView<T> x, ArrayView<T> y, int rows, int width, int first, int each, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int c = (Grid.IdxX * Group.DimX) + Group.IdxX, last = XMath.Min(rows, (Grid.IdxY + 1) * each);
        if (c >= columns) return;
        T sum = T.Zero;
        for (int row = Grid.IdxY * each; row < last; row++) sum += x[((long)row * width) + first + c];
        y[((long)Grid.IdxY * columns) + c] = sum;
    }
}
