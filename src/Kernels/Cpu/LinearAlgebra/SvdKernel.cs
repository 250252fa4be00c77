using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = U · diag(s) · Vᵀ: QR of a tall matrix, Householder bidiagonalisation of R, implicit QR.</summary>
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
        long square = (long)n * n;
        using var memory = new Scratch<T>(((long)n * m) + (5 * square) + (5L * n));
        T* next = memory.Data;
        Matrix<T> reflections = new(next, n, m);
        next += (long)n * m;
        Matrix<T> left = new(next, n, n), right = new(next + square, n, n), ut = new(next + (2 * square), n, n), v = new(next + (3 * square), n, n), q = new(next + (4 * square), n, n);
        next += 5 * square;
        T* tauLeft = next + n, tauRight = next + (2 * n), e = next + (3 * n);

        using var combined = new Scratch<T>(3L * n * Householder.BlockSize);
        Matrix<T> t = new(combined.Data, n, Householder.BlockSize), tl = new(combined.Data + (n * Householder.BlockSize), n, Householder.BlockSize), tr = new(combined.Data + (2 * n * Householder.BlockSize), n, Householder.BlockSize);
        QrKernel.Factor(a, reflections, t);
        Bidiagonalise(a.Block(0, 0, n, n), s, e, left, tauLeft, right, tauRight);
        for (int i = 0; i < n; i++) q[i, i] = T.One;
        Householder.Combine(left, tauLeft, tl);
        Householder.ApplyAll(left, tl, q);
        ut.CopyFrom(q.Transposed);
        for (int i = 0; i < n; i++) v[i, i] = T.One;
        var vr = new Matrix<T>(right.Data + 1, n - 1, n - 1, n);
        Householder.Combine(vr, tauRight, tr);
        Householder.ApplyAll(vr, tr, v.Block(1, 0, n - 1, n));
        q.CopyFrom(v.Transposed); // rows: right singular vectors
        using (var leftLog = new RotationLog<T>(ut))
        using (var rightLog = new RotationLog<T>(q))
        {
            if (!BidiagonalQr.Iterate(s, e, n, leftLog, rightLog)) return false;
            leftLog.Flush();
            rightLog.Flush();
        }
        Order(s, ut, q, v, vt);
        // v now holds the ordered left vectors as columns: u = Q · [v; 0]
        u.Clear();
        u.Block(0, 0, n, n).CopyFrom(v);
        Householder.ApplyAll(reflections, t, u);
        FixSigns(u, vt);
        return true;
    }

    /// <summary>d, e ← diagonal and superdiagonal of Qᵀ·A·P; rows of left and right ← the reflections of Q and P.</summary>
    private static void Bidiagonalise<T>(Matrix<T> a, T* d, T* e, Matrix<T> left, T* tauLeft, Matrix<T> right, T* tauRight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows;
        using var memory = new Scratch<T>(n);
        T* w = memory.Data;
        for (int k = 0; k < n; k++)
        {
            T* x = left.Row(k) + k;
            for (int i = k; i < n; i++) x[i - k] = a[i, k];
            d[k] = Householder.Make(x, 1, n - k, out tauLeft[k]);
            int rest = n - k - 1;
            if (rest == 0) break;
            var beside = a.Block(k, k + 1, n - k, rest);
            MatrixVector.MultiplyTransposed(beside, x, w);
            MatrixVector.AddOuter(beside, -tauLeft[k], x, w);
            T* y = right.Row(k) + k + 1;
            new Span<T>(a.Row(k) + k + 1, rest).CopyTo(new Span<T>(y, rest));
            e[k] = Householder.Make(y, 1, rest, out tauRight[k]);
            var below = a.Block(k + 1, k + 1, rest, rest);
            MatrixVector.Multiply(below, y, w);
            MatrixVector.AddOuter(below, -tauRight[k], w, y);
        }
    }

    private static void Order<T>(T* s, Matrix<T> ut, Matrix<T> rows, Matrix<T> u, Matrix<T> vt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = ut.Rows;
        var keys = new T[n];
        var order = new int[n];
        for (int i = 0; i < n; i++) (keys[i], order[i]) = (-s[i], i);
        Array.Sort(keys, order);
        for (int j = 0; j < n; j++)
        {
            s[j] = -keys[j];
            for (int i = 0; i < n; i++)
            {
                u[i, j] = ut[order[j], i];
                vt[j, i] = rows[order[j], i];
            }
        }
    }

    private static void FixSigns<T>(Matrix<T> u, Matrix<T> vt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var column = new Scratch<T>(u.Rows);
        for (int j = 0; j < u.Columns; j++)
        {
            for (int i = 0; i < u.Rows; i++) column.Data[i] = u[i, j];
            if (Signs.OfLargest(column.Data, u.Rows) > T.Zero) continue;
            for (int i = 0; i < u.Rows; i++) u[i, j] = -u[i, j];
            VectorKernels.Scale(-T.One, vt.Row(j), vt.Columns);
        }
    }
}
