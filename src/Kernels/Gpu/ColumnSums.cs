using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Sums of the columns of a matrix in two launches, in an order that the shape alone fixes.</summary>
internal static class ColumnSums
{
    /// <summary>Rows that one work-item adds up.</summary>
    private const int RowsEach = 32;

    private const int GroupSize = 64, MaxPieces = 512;

    /// <summary>Pieces that <paramref name="rows"/> rows are cut into, and rows of each.</summary>
    public static (int Pieces, int Each) Divide(int rows)
    {
        int each = Math.Max(RowsEach, (rows + MaxPieces - 1) / MaxPieces);
        return (Math.Max(1, (rows + each - 1) / each), each);
    }

    /// <summary>The launch of one work-item a column and a layer of groups a piece.</summary>
    public static KernelConfig Config(int columns, int pieces) =>
        new(new Index3D((columns + GroupSize - 1) / GroupSize, pieces, 1), new Index3D(GroupSize, 1, 1));

    /// <summary>y[c] = Σ x[r, first + c] over all rows of x [rows, width]; an empty y is left out.</summary>
    public static void Run<T>(AcceleratorStream stream, ArrayView<T> x, ArrayView<T> y, int rows, int width, int first = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columns = checked((int)y.Length);
        if (columns == 0) return;
        var kernel = stream.Accelerator.LoadKernel(((Delegate)ColumnSumKernels.Parts<T>).Method);
        var (pieces, each) = Divide(rows);
        if (pieces == 1)
        {
            kernel.Launch(stream, Config(columns, 1), x, y, rows, width, first, each, columns);
            return;
        }
        using var parts = stream.Accelerator.Allocate1D<T>((long)pieces * columns);
        kernel.Launch(stream, Config(columns, pieces), x, parts.View, rows, width, first, each, columns);
        kernel.Launch(stream, Config(columns, 1), parts.View, y, pieces, columns, 0, pieces, columns);
    }
}
