using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>T · X = B by substitution, blocked.</summary>
internal static unsafe class TriangularKernel
{
    private const int BlockSize = 64;

    /// <summary>Overwrites b [N, M] (unit column stride) with the solution; t [N, N] of any strides, only its triangle is read.</summary>
    public static void Solve<T>(Matrix<T> t, bool upper, bool unitDiagonal, Matrix<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = t.Rows, blocks = (n + BlockSize - 1) / BlockSize;
        for (int step = 0; step < blocks; step++)
        {
            int k = (upper ? blocks - 1 - step : step) * BlockSize, width = Math.Min(BlockSize, n - k);
            Substitute(t.Block(k, k, width, width), upper, unitDiagonal, b.Block(k, 0, width, b.Columns));
            var solved = b.Block(k, 0, width, b.Columns);
            if (upper) MatrixUpdate.Add(-T.One, t.Block(0, k, k, width), solved, b.Block(0, 0, k, b.Columns));
            else MatrixUpdate.Add(-T.One, t.Block(k + width, k, n - k - width, width), solved, b.Block(k + width, 0, n - k - width, b.Columns));
        }
    }

    private static void Substitute<T>(Matrix<T> t, bool upper, bool unitDiagonal, Matrix<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = t.Rows;
        for (int step = 0; step < n; step++)
        {
            int i = upper ? n - 1 - step : step;
            T* row = b.Row(i);
            for (int j = upper ? i + 1 : 0; j < (upper ? n : i); j++) VectorKernels.Axpy(-t[i, j], b.Row(j), row, b.Columns);
            if (unitDiagonal) continue;
            for (int c = 0; c < b.Columns; c++) row[c] /= t[i, i];
        }
    }
}
