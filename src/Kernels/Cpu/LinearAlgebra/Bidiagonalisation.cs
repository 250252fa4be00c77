using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Qᵀ·A·P = B, upper bidiagonal, by Householder reflections, in panels (Dongarra, Sorensen and Hammarling 1989).</summary>
internal static unsafe class Bidiagonalisation
{
    private const int BlockSize = 32;

    /// <summary>
    /// d [N], e [N − 1] ← diagonal and superdiagonal; row j of left [N, M] ← reflection j of Q, from column j on, of right [N, N]
    /// that of P, from column j + 1 on, zeros before. a [M, N], M ≥ N, is overwritten.
    /// </summary>
    /// <remarks>
    /// Updates are delayed: a column costs two products with the matrix as it was before the panel, and a panel one update of rank
    /// 2·BlockSize, A −= Vᵀ·Y + Xᵀ·U with the reflections' vectors in the rows of V and U.
    /// </remarks>
    public static void Reduce<T>(Matrix<T> a, T* d, T* e, Matrix<T> left, T* tauLeft, Matrix<T> right, T* tauRight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = a.Rows, n = a.Columns;
        using var memory = new Scratch<T>((3L * BlockSize * m) + (2L * BlockSize * n) + (2 * BlockSize), clear: false);
        // V above X and Y above U: the update is one product
        Matrix<T> columns = new(memory.Data, BlockSize, m), vx = new(columns.Row(BlockSize), 2 * BlockSize, m), yu = new(vx.Row(2 * BlockSize), 2 * BlockSize, n);
        T* factors = yu.Row(2 * BlockSize);
        for (int k = 0; k < n; k += BlockSize)
        {
            int end = Math.Min(n, k + BlockSize);
            new Matrix<T>(columns.Data + k, end - k, m - k, m).CopyFrom(a.Block(k, k, m - k, end - k).Transposed);
            for (int j = k; j < end; j++)
            {
                int done = j - k, below = m - j, beside = n - j - 1;
                T* column = columns.Row(done) + j, v = left.Row(j) + j;
                Matrix<T> vs = vx.Block(0, j, done, below), xs = vx.Block(BlockSize, j, done, below), ys = yu.Block(0, j, done, 1), us = yu.Block(BlockSize, j, done, 1);
                for (int p = 0; p < done; p++) (factors[p], factors[BlockSize + p]) = (-ys[p, 0], -us[p, 0]);
                VectorKernels.AddRows(factors, vs, column);
                VectorKernels.AddRows(factors + BlockSize, xs, column);
                new Span<T>(left.Row(j), j).Clear();
                new Span<T>(column, below).CopyTo(new Span<T>(v, below));
                d[j] = Householder.Make(v, 1, below, out tauLeft[j]);
                if (beside == 0) break;

                T* panelV = vx.Row(done), panelY = yu.Row(done) + j + 1;
                new Span<T>(panelV + k, j - k).Clear();
                new Span<T>(v, below).CopyTo(new Span<T>(panelV + j, below));
                // y = τ·(Aᵀ·v − Yᵀ·(V·v) − Uᵀ·(X·v))
                MatrixVector.MultiplyTransposed(a.Block(j, j + 1, below, beside), v, panelY);
                VectorKernels.Dots(vs, v, factors);
                VectorKernels.Dots(xs, v, factors + BlockSize);
                VectorKernels.Scale(-T.One, factors, BlockSize + done);
                Matrix<T> yBeside = yu.Block(0, j + 1, done + 1, beside), uBeside = yu.Block(BlockSize, j + 1, done, beside);
                VectorKernels.AddRows(factors, yBeside.Block(0, 0, done, beside), panelY);
                VectorKernels.AddRows(factors + BlockSize, uBeside, panelY);
                VectorKernels.Scale(tauLeft[j], panelY, beside);

                T* u = right.Row(j) + j + 1;
                new Span<T>(right.Row(j), j + 1).Clear();
                new Span<T>(a.Row(j) + j + 1, beside).CopyTo(new Span<T>(u, beside));
                for (int p = 0; p <= done; p++) (factors[p], factors[BlockSize + p]) = (-vx[p, j], p < done ? -xs[p, 0] : T.Zero);
                VectorKernels.AddRows(factors, yBeside, u);
                VectorKernels.AddRows(factors + BlockSize, uBeside, u);
                e[j] = Householder.Make(u, 1, beside, out tauRight[j]);
                int rest = m - j - 1;
                T* panelU = yu.Row(BlockSize + done), panelX = vx.Row(BlockSize + done) + j + 1;
                new Span<T>(panelU + k, j + 1 - k).Clear();
                new Span<T>(u, beside).CopyTo(new Span<T>(panelU + j + 1, beside));
                // x = τ·(A·u − Vᵀ·(Y·u) − Xᵀ·(U·u))
                MatrixVector.Multiply(a.Block(j + 1, j + 1, rest, beside), u, panelX);
                VectorKernels.Dots(yBeside, u, factors);
                VectorKernels.Dots(uBeside, u, factors + BlockSize);
                VectorKernels.Scale(-T.One, factors, BlockSize + done);
                VectorKernels.AddRows(factors, vx.Block(0, j + 1, done + 1, rest), panelX);
                VectorKernels.AddRows(factors + BlockSize, vx.Block(BlockSize, j + 1, done, rest), panelX);
                VectorKernels.Scale(tauRight[j], panelX, rest);
            }
            MatrixUpdate.Add(-T.One, vx.Block(0, end, 2 * BlockSize, m - end).Transposed, yu.Block(0, end, 2 * BlockSize, n - end), a.Block(end, end, m - end, n - end));
        }
    }
}
