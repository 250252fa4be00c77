using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = V · diag(w) · Vᵀ of a symmetric matrix: blocked tridiagonalisation, then implicit QL.</summary>
internal static unsafe class SymmetricEigenKernel
{
    private const int BlockSize = 32, MaxSweeps = 60;

    /// <summary>
    /// Eigenvalues w [N], ascending, and unit eigenvectors as the columns of v [N, N], the largest component of each positive.
    /// Overwrites a [N, N] (row-major, both triangles given). False if the iteration does not converge.
    /// </summary>
    public static bool Decompose<T>(Matrix<T> a, T* w, Matrix<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows;
        if (n == 0) return true;
        using var memory = new Scratch<T>((2L * n * n) + (2 * n));
        Matrix<T> reflections = new(memory.Data, n, n), rows = new(memory.Data + ((long)n * n), n, n);
        T* e = memory.Data + (2L * n * n);
        T* tau = e + n;
        Tridiagonalise(a, w, e, reflections, tau);
        v.Clear();
        for (int i = 0; i < n; i++) v[i, i] = T.One;
        // reflection i acts on rows i + 1 on: as a matrix of the last N − 1 coordinates its row i begins at column i
        using var combined = new Scratch<T>((long)n * Householder.BlockSize);
        Matrix<T> vectors = new(reflections.Data + 1, n - 1, n - 1, n), t = new(combined.Data, n, Householder.BlockSize);
        Householder.Combine(vectors, tau, t);
        Householder.ApplyAll(vectors, t, v.Block(1, 0, n - 1, n));
        rows.CopyFrom(v.Transposed);
        using var log = new RotationLog<T>(rows);
        if (!Iterate(w, e, n, log)) return false;
        log.Flush();
        Order(w, rows, v);
        return true;
    }

    /// <summary>
    /// d, e ← diagonal and subdiagonal of Qᵀ·A·Q; row j of v ← reflection j. Updates of the matrix are delayed: each panel of
    /// columns costs one product with A a column and one update of rank 2·BlockSize.
    /// </summary>
    private static void Tridiagonalise<T>(Matrix<T> a, T* d, T* e, Matrix<T> v, T* tau)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows;
        using var memory = new Scratch<T>((long)BlockSize * n);
        for (int k = 0; k < n; k += BlockSize)
        {
            int end = Math.Min(n, k + BlockSize);
            var w = new Matrix<T>(memory.Data, BlockSize, n);
            w.Clear();
            for (int j = k; j < end; j++)
            {
                T* column = a.Row(j); // symmetric: the row is the column
                int rest = n - j;
                for (int p = k; p < j; p++)
                {
                    VectorKernels.Axpy(-w[p - k, j], v.Row(p) + j, column + j, rest);
                    VectorKernels.Axpy(-v[p, j], w.Row(p - k) + j, column + j, rest);
                }
                d[j] = column[j];
                if (j == n - 1) break;
                T* reflection = v.Row(j) + j + 1;
                new Span<T>(column + j + 1, rest - 1).CopyTo(new Span<T>(reflection, rest - 1));
                e[j] = Householder.Make(reflection, 1, rest - 1, out tau[j]);
                DelayedProduct(a, v, w, k, j, tau[j]);
            }
            int left = n - end;
            if (left <= 0) break;
            var corner = a.Block(end, end, left, left);
            Matrix<T> vs = v.Block(k, end, end - k, left), ws = w.Block(0, end, end - k, left);
            MatrixUpdate.Add(-T.One, vs.Transposed, ws, corner);
            MatrixUpdate.Add(-T.One, ws.Transposed, vs, corner);
        }
    }

    /// <summary>Row j of w ← τ·(A_now·v − …), where A_now = A − Σ (v·wᵀ + w·vᵀ) over the panel's earlier columns.</summary>
    private static void DelayedProduct<T>(Matrix<T> a, Matrix<T> v, Matrix<T> w, int k, int j, T tau)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int first = j + 1, rest = a.Rows - first;
        T* x = v.Row(j) + first;
        T* y = w.Row(j - k) + first;
        MatrixVector.Multiply(a.Block(first, first, rest, rest), x, y);
        for (int p = k; p < j; p++)
        {
            T wx = VectorKernels.Dot(w.Row(p - k) + first, x, rest), vx = VectorKernels.Dot(v.Row(p) + first, x, rest);
            VectorKernels.Axpy(-wx, v.Row(p) + first, y, rest);
            VectorKernels.Axpy(-vx, w.Row(p - k) + first, y, rest);
        }
        VectorKernels.Scale(tau, y, rest);
        T half = T.CreateChecked(-0.5) * tau * VectorKernels.Dot(y, x, rest);
        VectorKernels.Axpy(half, x, y, rest);
    }

    /// <summary>Implicit QL with Wilkinson's shift on the tridiagonal matrix; its rotations go to the log.</summary>
    private static bool Iterate<T>(T* d, T* e, int n, RotationLog<T> log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T two = T.CreateChecked(2), epsilon = VectorKernels.Epsilon<T>();
        e[n - 1] = T.Zero;
        for (int i = 0; i < n; i++)
            if (!T.IsFinite(d[i]) || !T.IsFinite(e[i])) return false;
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int m = l;
                while (m < n - 1 && T.Abs(e[m]) > epsilon * T.CreateChecked(0.5) * (T.Abs(d[m]) + T.Abs(d[m + 1]))) m++;
                if (m == l) break;
                if (sweep == MaxSweeps) return false;
                T g = (d[l + 1] - d[l]) / (two * e[l]), r = VectorKernels.Hypot(g, T.One);
                g = d[m] - d[l] + (e[l] / (g + T.CopySign(r, g)));
                T s = T.One, c = T.One, p = T.Zero;
                int i = m - 1;
                for (; i >= l; i--)
                {
                    T f = s * e[i], b = c * e[i];
                    e[i + 1] = r = VectorKernels.Hypot(f, g);
                    if (r == T.Zero)
                    {
                        d[i + 1] -= p;
                        e[m] = T.Zero;
                        break;
                    }
                    (s, c) = (f / r, g / r);
                    g = d[i + 1] - p;
                    r = ((d[i] - g) * s) + (two * c * b);
                    p = s * r;
                    d[i + 1] = g + p;
                    g = (c * r) - b;
                    log.Add(i + 1, i, c, s);
                }
                if (i >= l) continue;
                d[l] -= p;
                e[l] = g;
                e[m] = T.Zero;
            }
        }
        return true;
    }

    private static void Order<T>(T* w, Matrix<T> rows, Matrix<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = rows.Rows;
        var keys = new Span<T>(w, n).ToArray();
        var order = new int[n];
        for (int i = 0; i < n; i++) order[i] = i;
        Array.Sort(keys, order);
        keys.CopyTo(new Span<T>(w, n));
        for (int j = 0; j < n; j++)
        {
            T* row = rows.Row(order[j]);
            T sign = Signs.OfLargest(row, n);
            for (int i = 0; i < n; i++) v[i, j] = sign * row[i];
        }
    }
}
