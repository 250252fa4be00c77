using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = L · Lᵀ of a symmetric positive definite matrix, blocked, right-looking.</summary>
internal static unsafe class CholeskyKernel
{
    private const int BlockSize = 64, RowsPerPiece = 64;

    /// <summary>
    /// Overwrites the lower triangle of a [N, N] (row-major) with L and clears the rest. Returns −1, or the order of the leading
    /// minor that is not positive.
    /// </summary>
    public static int Factor<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows;
        for (int k = 0; k < n; k += BlockSize)
        {
            int width = Math.Min(BlockSize, n - k), below = n - k - width;
            for (int i = k; i < k + width; i++)
            {
                if (!Row(a, k, i, i + 1)) return i + 1;
            }
            WorkerPool.For((below + RowsPerPiece - 1) / RowsPerPiece, new Panel<T>(a, k, width));
            var panel = a.Block(k + width, k, below, width);
            MatrixUpdate.AddLower(-T.One, panel, panel.Transposed, a.Block(k + width, k + width, below, below));
        }
        for (int i = 0; i < n; i++) new Span<T>(a.Row(i) + i + 1, n - i - 1).Clear();
        return -1;
    }

    /// <summary>Finishes columns k to end − 1 of row i of a block on the diagonal; false if its diagonal element is not positive.</summary>
    private static bool Row<T>(Matrix<T> a, int k, int i, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* row = a.Row(i);
        for (int j = k; j < end; j++)
        {
            T value = row[j] - VectorKernels.Dot(row + k, a.Row(j) + k, j - k);
            if (j < i)
            {
                row[j] = value / a[j, j];
                continue;
            }
            if (!(value > T.Zero) || !T.IsFinite(value)) return false;
            row[j] = T.Sqrt(value);
        }
        return true;
    }

    /// <summary>Rows below the diagonal block: x ← x · L⁻ᵀ, by forward substitution in a transposed copy, whose rows are long.</summary>
    private readonly struct Panel<T>(Matrix<T> a, int k, int width) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            int first = k + width + (index * RowsPerPiece), rows = Math.Min(RowsPerPiece, a.Rows - first);
            T* memory = stackalloc T[BlockSize * RowsPerPiece];
            Matrix<T> x = new(memory, width, rows), block = a.Block(first, k, rows, width);
            x.CopyFrom(block.Transposed);
            for (int j = 0; j < width; j++)
            {
                for (int p = 0; p < j; p++) VectorKernels.Axpy(-a[k + j, k + p], x.Row(p), x.Row(j), rows);
                VectorKernels.Scale(T.One / a[k + j, k + j], x.Row(j), rows);
            }
            block.CopyFrom(x.Transposed);
        }
    }
}
