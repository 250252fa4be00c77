using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = Q · R by Householder reflections, in panels that are factored recursively (Elmroth and Gustavson 2000).</summary>
internal static unsafe class QrKernel
{
    /// <summary>Columns of a panel up to which reflections are applied one by one.</summary>
    private const int FewColumns = 8;

    /// <summary>
    /// Overwrites the first K = min(M, N) rows of a [M, N] (row-major) with R; v [K, M] ← the reflections, row i from column i's
    /// block on, t [K, BlockSize] ← their T, zero before.
    /// </summary>
    public static void Factor<T>(Matrix<T> a, Matrix<T> v, Matrix<T> t)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = a.Rows, n = a.Columns, rank = v.Rows;
        for (int k = 0; k < rank; k += Householder.BlockSize)
        {
            int width = Math.Min(Householder.BlockSize, rank - k), end = k + width;
            Matrix<T> panel = a.Block(k, k, m - k, width), block = v.Block(k, k, width, m - k), ts = t.Block(k, 0, width, width);
            // the panel's columns as rows: reflections are then products and sums of contiguous vectors
            block.CopyFrom(panel.Transposed);
            panel.Block(0, 0, rank - k, width).Clear();
            Panel(panel, block, ts, 0, width);
            if (end < n) Householder.Apply(block, ts, transposed: true, a.Block(k, end, m - k, n - end));
        }
    }

    /// <summary>q [M, K] ← the first K columns of Q.</summary>
    public static void FormQ<T>(Matrix<T> v, Matrix<T> t, Matrix<T> q)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = v.Columns, rank = v.Rows;
        using var memory = new Scratch<T>(Householder.BlockSize * Householder.BlockSize, clear: false);
        for (int k = (rank - 1) / Householder.BlockSize * Householder.BlockSize; k >= 0; k -= Householder.BlockSize)
        {
            // before this block, columns from k on are those of the unit matrix or, right of the block, zero in the block's rows
            int width = Math.Min(Householder.BlockSize, rank - k), end = k + width;
            Matrix<T> block = v.Block(k, k, width, m - k), ts = t.Block(k, 0, width, width), w = new(memory.Data, width, width);
            q.Block(k, end, width, rank - end).Clear();
            Householder.Apply(block, ts, transposed: false, q.Block(k, end, m - k, rank - end));
            MatrixUpdate.Set(T.One, ts, block.Block(0, 0, width, width), w);
            MatrixUpdate.Set(-T.One, block.Transposed, w, q.Block(k, k, m - k, width));
            for (int i = k; i < end; i++) q[i, i] += T.One;
            q.Block(0, k, k, width).Clear();
        }
    }

    /// <summary>
    /// Factors columns first to first + count − 1, which are rows of v; earlier ones of the panel have been applied to them. Their
    /// part of R goes to a, their reflections stay in v.
    /// </summary>
    private static void Panel<T>(Matrix<T> a, Matrix<T> v, Matrix<T> t, int first, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count <= FewColumns)
        {
            Columns(a, v, t, first, count);
            return;
        }
        int half = (count / 2 + FewColumns - 1) / FewColumns * FewColumns, rest = count - half, middle = first + half;
        using var memory = new Scratch<T>(2L * half * rest, clear: false);
        Matrix<T> w = new(memory.Data, rest, half), wt = new(memory.Data + ((long)half * rest), rest, half), upper = t.Block(first, first, half, half);
        Panel(a, v, t, first, half);
        Matrix<T> done = v.Block(first, first, half, v.Columns - first), open = v.Block(middle, first, rest, v.Columns - first);
        MatrixUpdate.Set(T.One, open, done.Transposed, w);
        MatrixUpdate.Set(T.One, w, upper, wt);
        MatrixUpdate.Add(-T.One, wt, done, open);
        Panel(a, v, t, middle, rest);
        // (I − V₁ᵀ·T₁·V₁)·(I − V₂ᵀ·T₂·V₂): beside T₁ stands −T₁·(V₁·V₂ᵀ)·T₂
        Matrix<T> left = v.Block(first, middle, half, v.Columns - middle), right = v.Block(middle, middle, rest, v.Columns - middle);
        Matrix<T> products = w.Transposed, combined = wt.Transposed;
        MatrixUpdate.Set(T.One, left, right.Transposed, products);
        MatrixUpdate.Set(T.One, products, t.Block(middle, middle, rest, rest), combined);
        MatrixUpdate.Set(-T.One, upper, combined, t.Block(first, middle, half, rest));
    }

    private static void Columns<T>(Matrix<T> a, Matrix<T> v, Matrix<T> t, int first, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* products = stackalloc T[FewColumns];
        for (int j = first; j < first + count; j++)
        {
            T* column = v.Row(j), x = column + j;
            int rows = v.Columns - j;
            for (int i = 0; i < j; i++) a[i, j] = column[i];
            new Span<T>(column, j).Clear();
            a[j, j] = Householder.Make(x, 1, rows, out T tau);
            for (int c = j + 1; c < first + count && tau != T.Zero; c++)
                VectorKernels.Axpy(-tau * VectorKernels.Dot(x, v.Row(c) + j, rows), x, v.Row(c) + j, rows);
            for (int i = first; i < j; i++) products[i - first] = -tau * VectorKernels.Dot(v.Row(i) + j, x, rows);
            for (int i = first; i < j; i++) t[i, j] = VectorKernels.Dot(t.Row(i) + i, products + i - first, j - i);
            t[j, j] = tau;
        }
    }
}
