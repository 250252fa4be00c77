using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = V · diag(w) · Vᵀ of a symmetric matrix: tridiagonalisation, then divide and conquer.</summary>
internal static unsafe class SymmetricEigenKernel
{
    /// <summary>
    /// Eigenvalues w [N], ascending, and unit eigenvectors as the columns of v [N, N], the largest component of each positive.
    /// Overwrites a [N, N] (row-major, lower triangle). False if the iteration does not converge.
    /// </summary>
    public static bool Decompose<T>(Matrix<T> a, T* w, Matrix<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows;
        if (n == 0) return true;
        using var memory = new Scratch<T>((2L * n * n) + (2 * n) + ((long)n * Householder.BlockSize), clear: false);
        T* e = memory.Data + (2L * n * n), tau = e + n;
        Matrix<T> reflections = new(memory.Data, n, n), rows = new(memory.Data + ((long)n * n), n, n), t = new(tau + n, n, Householder.BlockSize);
        Tridiagonalisation.Reduce(a, w, e, reflections, tau);
        var order = new int[n];
        if (!TridiagonalEigen<T>.Solve(w, e, rows, order)) return false;
        // reflection i acts on coordinates i + 1 on: as a matrix of the last N − 1 its row i begins at column i
        Matrix<T> vectors = new(reflections.Data + 1, n - 1, n - 1, n);
        Householder.Combine(vectors, tau, t);
        Householder.ApplyAll(vectors, t, rows.Transposed.Block(1, 0, n - 1, n));
        Signs.FixRows(rows);
        OrderedRows.ToColumns(rows, order, v);
        return true;
    }
}
