using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>P · A = L · U with partial pivoting, blocked, right-looking.</summary>
internal static unsafe class LuKernel
{
    private const int BlockSize = 48;

    /// <summary>
    /// Overwrites a [N, N] (row-major) with U and, below the diagonal, L. rows[i] is the row of A that came to place i. Returns the
    /// sign of the permutation, or 0 if a pivot is exactly zero.
    /// </summary>
    public static int Factor<T>(Matrix<T> a, Span<int> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows, sign = 1;
        bool singular = false;
        for (int i = 0; i < n; i++) rows[i] = i;
        for (int k = 0; k < n; k += BlockSize)
        {
            int end = Math.Min(n, k + BlockSize);
            for (int j = k; j < end; j++)
            {
                int pivot = Pivot(a, j);
                if (pivot != j)
                {
                    Swap(a.Row(pivot), a.Row(j), n);
                    (rows[pivot], rows[j]) = (rows[j], rows[pivot]);
                    sign = -sign;
                }
                T diagonal = a[j, j];
                if (diagonal == T.Zero)
                {
                    singular = true;
                    continue;
                }
                for (int i = j + 1; i < n; i++)
                {
                    T* row = a.Row(i);
                    T factor = row[j] /= diagonal;
                    if (factor != T.Zero) VectorKernels.Axpy(-factor, a.Row(j) + j + 1, row + j + 1, end - j - 1);
                }
            }
            int rest = n - end;
            if (rest == 0) break;
            TriangularKernel.Solve(a.Block(k, k, end - k, end - k), upper: false, unitDiagonal: true, a.Block(k, end, end - k, rest));
            MatrixUpdate.Add(-T.One, a.Block(end, k, rest, end - k), a.Block(k, end, end - k, rest), a.Block(end, end, rest, rest));
        }
        return singular ? 0 : sign;
    }

    /// <summary>Solves A · X = B from the factors; b [N, M] is read, x (its own memory) written.</summary>
    public static void Solve<T>(Matrix<T> factors, ReadOnlySpan<int> rows, Matrix<T> b, Matrix<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Rows; i++)
            for (int j = 0; j < x.Columns; j++) x[i, j] = b[rows[i], j];
        TriangularKernel.Solve(factors, upper: false, unitDiagonal: true, x);
        TriangularKernel.Solve(factors, upper: true, unitDiagonal: false, x);
    }

    private static int Pivot<T>(Matrix<T> a, int column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int best = column;
        T largest = T.Abs(a[column, column]);
        for (int i = column + 1; i < a.Rows; i++)
        {
            T size = T.Abs(a[i, column]);
            if (size > largest) (best, largest) = (i, size);
        }
        return best;
    }

    private static void Swap<T>(T* x, T* y, int n)
        where T : unmanaged
    {
        for (int i = 0; i < n; i++) (x[i], y[i]) = (y[i], x[i]);
    }
}
