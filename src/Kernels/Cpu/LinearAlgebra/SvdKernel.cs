using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = U · diag(s) · Vᵀ: QR of a tall matrix, bidiagonalisation, then divide and conquer.</summary>
internal static unsafe class SvdKernel
{
    /// <summary>
    /// Singular values s [N], descending, u [M, N] and vt [N, N], M ≥ N; the largest component of each column of u positive.
    /// Overwrites a [M, N]. False if the iteration does not converge.
    /// </summary>
    public static bool Decompose<T>(Matrix<T> a, Matrix<T> u, T* s, Matrix<T> vt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = a.Rows, n = a.Columns;
        if (n == 0) return true;
        bool tall = m >= n + (2 * n / 3); // below, QR first is more work
        if (!(tall ? ByQr(a, u, s, vt) : ByBidiagonal(a, u, s, vt))) return false;
        Signs.FixColumns(u, vt);
        return true;
    }

    private static bool ByQr<T>(Matrix<T> a, Matrix<T> u, T* s, Matrix<T> vt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = a.Rows, n = a.Columns;
        using var memory = new Scratch<T>((long)n * m, clear: false);
        using var small = new Scratch<T>((long)n * Householder.BlockSize);
        Matrix<T> reflections = new(memory.Data, n, m), t = new(small.Data, n, Householder.BlockSize);
        QrKernel.Factor(a, reflections, t);
        if (!ByBidiagonal(a.Block(0, 0, n, n), u.Block(0, 0, n, n), s, vt)) return false;
        Householder.ApplyAll(reflections, t, u, given: n);
        return true;
    }

    private static bool ByBidiagonal<T>(Matrix<T> a, Matrix<T> u, T* s, Matrix<T> vt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = a.Rows, n = a.Columns;
        long square = (long)n * n, combined = (long)n * Householder.BlockSize;
        using var memory = new Scratch<T>(((long)n * m) + (3 * square) + combined + (3L * n), clear: false);
        Matrix<T> left = new(memory.Data, n, m), right = new(left.Row(n), n, n), leftRows = new(right.Row(n), n, n), rightRows = new(leftRows.Row(n), n, n);
        Matrix<T> t = new(rightRows.Row(n), n, Householder.BlockSize);
        T* tauLeft = t.Row(n), tauRight = tauLeft + n, e = tauRight + n;
        Bidiagonalisation.Reduce(a, s, e, left, tauLeft, right, tauRight);
        var order = new int[n];
        if (!BidiagonalSvd<T>.Solve(s, e, leftRows, rightRows, order)) return false;
        Array.Reverse(order); // descending
        new Span<T>(s, n).Reverse();

        OrderedRows.ToColumns(leftRows, order, u.Block(0, 0, n, n));
        Householder.Combine(left, tauLeft, t);
        Householder.ApplyAll(left, t, u, given: n);
        OrderedRows.ToRows(rightRows, order, vt);
        // reflection i of P acts on coordinates i + 1 on: as a matrix of the last N − 1 its row i begins at column i
        Matrix<T> vectors = new(right.Data + 1, n - 1, n - 1, n);
        Householder.Combine(vectors, tauRight, t);
        Householder.ApplyAll(vectors, t, vt.Transposed.Block(1, 0, n - 1, n));
        return true;
    }
}
