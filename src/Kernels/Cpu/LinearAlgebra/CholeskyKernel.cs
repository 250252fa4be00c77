using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = L · Lᵀ of a symmetric positive definite matrix, blocked, right-looking.</summary>
internal static unsafe class CholeskyKernel
{
    private const int BlockSize = 64, ColumnsPerPiece = 64, FewRows = 24;

    /// <summary>
    /// Overwrites the lower triangle of a [N, N] (row-major) with L and clears the rest. Returns −1, or the order of the leading
    /// minor that is not positive.
    /// </summary>
    public static int Factor<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int failed = a.Rows <= FewRows ? ByRows(a) : ByBlocks(a);
        for (int i = 0; i < a.Rows && failed < 0; i++) new Span<T>(a.Row(i) + i + 1, a.Rows - i - 1).Clear();
        return failed;
    }

    private static int ByRows<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Rows; i++)
        {
            T* row = a.Row(i);
            for (int j = 0; j < i; j++) row[j] = (row[j] - VectorKernels.Dot(row, a.Row(j), j)) / a[j, j];
            T value = row[i] - VectorKernels.Dot(row, row, i);
            if (!IsPivot(value)) return i + 1;
            row[i] = T.Sqrt(value);
        }
        return -1;
    }

    private static int ByBlocks<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows;
        using var memory = new Scratch<T>((long)BlockSize * n, clear: false);
        for (int k = 0; k < n; k += BlockSize)
        {
            int width = Math.Min(BlockSize, n - k), below = n - k - width;
            var block = a.Block(k, k, n - k, width);
            var x = new Matrix<T>(memory.Data, width, n - k); // the block's columns as rows, which are long
            x.Block(0, 0, width, width).CopyFrom(block.Block(0, 0, width, width).Transposed);
            for (int j = 0; j < width; j++)
            {
                Subtract(x, j, j, width - j);
                if (!IsPivot(x[j, j])) return k + j + 1;
                T pivot = T.Sqrt(x[j, j]);
                VectorKernels.Scale(T.One / pivot, x.Row(j) + j, width - j);
                x[j, j] = pivot;
            }
            WorkerPool.For((below + ColumnsPerPiece - 1) / ColumnsPerPiece, new Panel<T>(block, x));
            block.CopyFrom(x.Transposed);
            var panel = x.Block(0, width, width, below);
            MatrixUpdate.AddLower(-T.One, panel.Transposed, panel, a.Block(k + width, k + width, below, below));
        }
        return -1;
    }

    private static bool IsPivot<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T> => value > T.Zero && T.IsFinite(value);

    /// <summary>Subtracts the products of the rows before row j from a part of it.</summary>
    [SkipLocalsInit]
    private static void Subtract<T>(Matrix<T> x, int j, int first, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* factors = stackalloc T[BlockSize];
        for (int p = 0; p < j; p++) factors[p] = -x[p, j];
        VectorKernels.AddRows(factors, x.Block(0, first, j, count), x.Row(j) + first);
    }

    /// <summary>Rows of A below the diagonal block, columns of x: forward substitution.</summary>
    private readonly struct Panel<T>(Matrix<T> block, Matrix<T> x) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int width = x.Rows, first = width + (index * ColumnsPerPiece), count = Math.Min(ColumnsPerPiece, x.Columns - first);
            x.Block(0, first, width, count).CopyFrom(block.Block(first, 0, count, width).Transposed);
            for (int j = 0; j < width; j++)
            {
                Subtract(x, j, first, count);
                VectorKernels.Scale(T.One / x[j, j], x.Row(j) + first, count);
            }
        }
    }
}
