using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = V · diag(w) · Vᵀ of a symmetric matrix: blocked tridiagonalisation, then divide and conquer, or implicit QL of a small one.</summary>
internal static unsafe class SymmetricEigenKernel
{
    private const int DivideSize = 64;

    /// <summary>
    /// Eigenvalues w [N], ascending, and unit eigenvectors as the columns of v [N, N], the largest component of each positive.
    /// Overwrites a [N, N] (row-major, lower triangle). False if the iteration does not converge.
    /// </summary>
    public static bool Decompose<T>(Matrix<T> a, T* w, Matrix<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows;
        if (n == 0) return true;
        using var memory = new Scratch<T>((2L * n * n) + (2 * n) + ((long)n * Householder.BlockSize));
        T* e = memory.Data + (2L * n * n), tau = e + n;
        Matrix<T> reflections = new(memory.Data, n, n), rows = new(memory.Data + ((long)n * n), n, n), t = new(tau + n, n, Householder.BlockSize);
        Tridiagonalisation.Reduce(a, w, e, reflections, tau);
        // reflection i acts on coordinates i + 1 on: as a matrix of the last N − 1 its row i begins at column i
        Matrix<T> vectors = new(reflections.Data + 1, n - 1, n - 1, n), coordinates = rows.Transposed.Block(1, 0, n - 1, n);
        Householder.Combine(vectors, tau, t);
        var order = new int[n];
        if (n >= DivideSize)
        {
            if (!TridiagonalEigen<T>.Solve(w, e, rows, order)) return false;
            Householder.ApplyAll(vectors, t, coordinates);
        }
        else
        {
            for (int i = 0; i < n; i++) (rows[i, i], order[i]) = (T.One, i);
            Householder.ApplyAll(vectors, t, coordinates);
            using var log = new RotationLog<T>(rows);
            if (!TridiagonalQl.Iterate(w, e, n, log)) return false;
            log.Flush();
            new Span<T>(w, n).Sort(order.AsSpan());
        }
        fixed (int* rowOf = order) WorkerPool.For((n + Output<T>.PerPiece - 1) / Output<T>.PerPiece, new Output<T>(rows, rowOf, v));
        return true;
    }

    /// <summary>Columns of v ← rows in order, the sign of each chosen.</summary>
    private readonly struct Output<T>(Matrix<T> rows, int* order, Matrix<T> v) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public const int PerPiece = 16;

        public void Run(int index)
        {
            int first = index * PerPiece, count = Math.Min(PerPiece, rows.Rows - first), n = rows.Columns;
            T* memory = stackalloc T[PerPiece * PerPiece];
            for (int j = first; j < first + count; j++)
            {
                T* row = rows.Row(order[j]);
                if (Signs.OfLargest(row, n) < T.Zero) VectorKernels.Scale(-T.One, row, n);
            }
            for (int i = 0; i < n; i += PerPiece)
            {
                int width = Math.Min(PerPiece, n - i);
                var tile = new Matrix<T>(memory, count, width);
                for (int j = 0; j < count; j++) new Span<T>(rows.Row(order[first + j]) + i, width).CopyTo(new Span<T>(tile.Row(j), width));
                v.Block(i, first, width, count).CopyFrom(tile.Transposed);
            }
        }
    }
}
