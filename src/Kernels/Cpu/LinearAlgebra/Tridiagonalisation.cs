using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Qᵀ·A·Q = T of a symmetric matrix by Householder reflections, in panels (Dongarra, Sorensen and Hammarling 1989).</summary>
internal static unsafe class Tridiagonalisation
{
    private const int BlockSize = 32, RowsPerPiece = 64;

    /// <summary>
    /// d [N], e [N − 1] ← diagonal and subdiagonal; row j of v [N, N] ← reflection j, from column j + 1 on, zeros before. Of a [N, N]
    /// the lower triangle is read and overwritten.
    /// </summary>
    /// <remarks>
    /// Updates are delayed: a column costs one product with the matrix as it was before the panel, and a panel one update of rank
    /// 2·BlockSize, A −= Vᵀ·W + Wᵀ·V with the panel's vectors in rows.
    /// </remarks>
    public static void Reduce<T>(Matrix<T> a, T* d, T* e, Matrix<T> v, T* tau)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows, pieces = (n + RowsPerPiece - 1) / RowsPerPiece;
        using var memory = new Scratch<T>(((4L * BlockSize) + pieces) * n + (2 * BlockSize), clear: false);
        Matrix<T> columns = new(memory.Data, BlockSize, n), partial = new(columns.Row(BlockSize), pieces, n);
        Matrix<T> vwv = new(partial.Row(pieces), 3 * BlockSize, n); // V, W and V once more: rows 0 on times rows BlockSize on
        T* factors = vwv.Row(3 * BlockSize);
        for (int k = 0; k < n; k += BlockSize)
        {
            int end = Math.Min(n, k + BlockSize);
            new Matrix<T>(columns.Data + k, end - k, n - k, n).CopyFrom(a.Block(k, k, n - k, end - k).Transposed);
            for (int j = k; j < end; j++)
            {
                int done = j - k, rest = n - j - 1;
                T* column = columns.Row(done) + j;
                Matrix<T> vs = vwv.Block(0, j, done, rest + 1), ws = vwv.Block(BlockSize, j, done, rest + 1);
                for (int p = 0; p < done; p++) (factors[p], factors[BlockSize + p]) = (-ws[p, 0], -vs[p, 0]);
                VectorKernels.AddRows(factors, vs, column);
                VectorKernels.AddRows(factors + BlockSize, ws, column);
                d[j] = column[0];
                if (rest == 0) break;
                T* x = v.Row(j) + j + 1, y = vwv.Row(BlockSize + done) + j + 1;
                new Span<T>(v.Row(j), j + 1).Clear();
                new Span<T>(column + 1, rest).CopyTo(new Span<T>(x, rest));
                e[j] = Householder.Make(x, 1, rest, out tau[j]);
                for (int copy = 0; copy < 2; copy++)
                {
                    T* row = vwv.Row((2 * BlockSize * copy) + done);
                    new Span<T>(row + k, j + 1 - k).Clear();
                    new Span<T>(x, rest).CopyTo(new Span<T>(row + j + 1, rest));
                }
                new Span<T>(vwv.Row(BlockSize + done) + k, j + 1 - k).Clear();
                // w = τ·(A·v − Vᵀ·(W·v) − Wᵀ·(V·v)), less half of its part along v
                Multiply(a.Block(j + 1, j + 1, rest, rest), x, partial, y);
                Matrix<T> vx = vwv.Block(0, j + 1, done, rest), wx = vwv.Block(BlockSize, j + 1, done, rest);
                VectorKernels.Dots(wx, x, factors);
                VectorKernels.Dots(vx, x, factors + BlockSize);
                VectorKernels.Scale(-T.One, factors, BlockSize + done);
                VectorKernels.AddRows(factors, vx, y);
                VectorKernels.AddRows(factors + BlockSize, wx, y);
                VectorKernels.Scale(tau[j], y, rest);
                VectorKernels.Axpy(T.CreateChecked(-0.5) * tau[j] * VectorKernels.Dot(y, x, rest), x, y, rest);
            }
            int left = n - end;
            MatrixUpdate.AddLower(-T.One, vwv.Block(0, end, 2 * BlockSize, left).Transposed, vwv.Block(BlockSize, end, 2 * BlockSize, left), a.Block(end, end, left, left));
        }
    }

    /// <summary>y = A·x from A's lower triangle, each element of which is read once. Pieces of rows have sums of their own, added in order.</summary>
    private static void Multiply<T>(Matrix<T> a, T* x, Matrix<T> partial, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Rows, pieces = (n + RowsPerPiece - 1) / RowsPerPiece;
        WorkerPool.For(pieces, new Piece<T>(a, x, partial, pieces));
        new Span<T>(partial.Row(pieces - 1), n).CopyTo(new Span<T>(y, n));
        for (int p = pieces - 2; p >= 0; p--) VectorKernels.Axpy(T.One, partial.Row(p), y, Math.Min(n, (p + 1) * RowsPerPiece));
    }

    private readonly struct Piece<T>(Matrix<T> a, T* x, Matrix<T> partial, int pieces) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int piece = pieces - 1 - index; // the longest rows first
            int first = piece * RowsPerPiece, end = Math.Min(a.Rows, first + RowsPerPiece), i = first;
            T* y = partial.Row(piece);
            new Span<T>(y, end).Clear();
            for (; i <= end - 4; i += 4)
            {
                Four(a.Row(i), a.RowStride, x, y, i);
                for (int r = i; r < i + 4; r++) // the triangle on the diagonal
                {
                    y[r] += a[r, r] * x[r];
                    for (int c = i; c < r; c++)
                    {
                        y[r] += a[r, c] * x[c];
                        y[c] += a[r, c] * x[r];
                    }
                }
            }
            for (; i < end; i++)
            {
                y[i] += VectorKernels.Dot(a.Row(i), x, i + 1);
                VectorKernels.Axpy(x[i], a.Row(i), y, i);
            }
        }

        /// <summary>The first n columns of rows n to n + 3: their products with x, and those of x with the columns.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private static void Four(T* row, nint stride, T* x, T* y, int n)
        {
            int c = 0, width = Vector512<T>.Count;
            T x0 = x[n], x1 = x[n + 1], x2 = x[n + 2], x3 = x[n + 3];
            T* a0 = row, a1 = row + stride, a2 = a1 + stride, a3 = a2 + stride;
            Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
            Vector512<T> v0 = Vector512.Create(x0), v1 = Vector512.Create(x1), v2 = Vector512.Create(x2), v3 = Vector512.Create(x3);
            for (; c <= n - width; c += width)
            {
                Vector512<T> xs = Vector512.Load(x + c), ys = Vector512.Load(y + c);
                Vector512<T> a = Vector512.Load(a0 + c);
                s0 = VectorMath.Fma(a, xs, s0);
                ys = VectorMath.Fma(a, v0, ys);
                a = Vector512.Load(a1 + c);
                s1 = VectorMath.Fma(a, xs, s1);
                ys = VectorMath.Fma(a, v1, ys);
                a = Vector512.Load(a2 + c);
                s2 = VectorMath.Fma(a, xs, s2);
                ys = VectorMath.Fma(a, v2, ys);
                a = Vector512.Load(a3 + c);
                s3 = VectorMath.Fma(a, xs, s3);
                VectorMath.Fma(a, v3, ys).Store(y + c);
            }
            T t0 = Vector512.Sum(s0), t1 = Vector512.Sum(s1), t2 = Vector512.Sum(s2), t3 = Vector512.Sum(s3);
            for (; c < n; c++)
            {
                t0 += a0[c] * x[c];
                t1 += a1[c] * x[c];
                t2 += a2[c] * x[c];
                t3 += a3[c] * x[c];
                y[c] += (a0[c] * x0) + (a1[c] * x1) + (a2[c] * x2) + (a3[c] * x3);
            }
            y[n] += t0;
            y[n + 1] += t1;
            y[n + 2] += t2;
            y[n + 3] += t3;
        }
    }
}
