using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Batched factorisations. Inputs have any strides, outputs are contiguous. Each returns the first matrix that failed, or −1.</summary>
internal static unsafe class Factorisations
{
    /// <summary>y ← the lower Cholesky factor of (a + aᵀ)/2. Fails where that is not positive definite.</summary>
    public static int Cholesky<T>(Strided<T> a, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a), to = new(y);
        return MatrixJobs.Run(to.Count, new CholeskyJob<T>(from, to));
    }

    /// <summary>a = q · r, q [.., M, K] with orthonormal columns, r [.., K, N] upper triangular, K = min(M, N).</summary>
    public static int Qr<T>(Strided<T> a, Strided<T> q, Strided<T> r)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a), toQ = new(q), toR = new(r);
        return MatrixJobs.Run(from.Count, new QrJob<T>(from, toQ, toR));
    }

    /// <summary>w, v ← eigenvalues (ascending) and eigenvectors (columns) of (a + aᵀ)/2.</summary>
    public static int Eigh<T>(Strided<T> a, Strided<T> w, Strided<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a), to = new(v);
        return MatrixJobs.Run(to.Count, new EighJob<T>(from, w.Data, to));
    }

    /// <summary>a = u · diag(s) · vt with s descending; u [.., M, K], s [.., K], vt [.., K, N].</summary>
    public static int Svd<T>(Strided<T> a, Strided<T> u, Strided<T> s, Strided<T> vt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a), toU = new(u), toV = new(vt);
        return MatrixJobs.Run(from.Count, new SvdJob<T>(from, toU, s.Data, toV));
    }

    /// <summary>re, im ← the eigenvalues of general matrices, found in float64.</summary>
    public static int GeneralEigenvalues<T>(Strided<T> a, Strided<T> re, Strided<T> im)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a);
        return MatrixJobs.Run(from.Count, new GeneralJob<T>(from, re.Data, im.Data));
    }

    /// <summary>The lower triangle of <paramref name="to"/> ← that of (from + fromᵀ)/2; of the upper one some elements change.</summary>
    internal static void SymmetriseLower<T>(Matrix<T> from, Matrix<T> to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int Few = 8;
        if (to.Rows > Few)
        {
            WorkerPool.For((to.Rows + Mean<T>.Tile - 1) / Mean<T>.Tile, new Mean<T>(from, to));
            return;
        }
        T half = T.CreateChecked(0.5);
        for (int i = 0; i < to.Rows; i++)
            for (int j = 0; j <= i; j++) to[i, j] = (half * from[i, j]) + (half * from[j, i]);
    }

    /// <summary>u, s, vt of a matrix of any form: a wide one is transposed.</summary>
    internal static bool Svd<T>(Matrix<T> a, Matrix<T> u, T* s, Matrix<T> vt)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var memory = new Scratch<T>((long)a.Rows * a.Columns);
        bool wide = a.Rows < a.Columns;
        var copy = wide ? new Matrix<T>(memory.Data, a.Columns, a.Rows) : new Matrix<T>(memory.Data, a.Rows, a.Columns);
        copy.CopyFrom(wide ? a.Transposed : a);
        if (!wide) return SvdKernel.Decompose(copy, u, s, vt);
        int k = a.Rows;
        using var factors = new Scratch<T>(((long)a.Columns * k) + ((long)k * k));
        Matrix<T> v = new(factors.Data, a.Columns, k), ut = new(factors.Data + ((long)a.Columns * k), k, k);
        if (!SvdKernel.Decompose(copy, v, s, ut)) return false;
        u.CopyFrom(ut.Transposed);
        vt.CopyFrom(v.Transposed);
        return true;
    }

    private readonly struct Mean<T>(Matrix<T> from, Matrix<T> to) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public const int Tile = 32;

        [SkipLocalsInit]
        public void Run(int index)
        {
            T* memory = stackalloc T[2 * Tile * Tile];
            int top = to.Rows - ((index + 1) * Tile), first = Math.Max(0, top), rows = Math.Min(Tile, top + Tile); // the longest rows first
            T half = T.CreateChecked(0.5);
            for (int left = 0; left < first + rows; left += Tile)
            {
                int columns = Math.Min(Tile, first + rows - left);
                Matrix<T> x = from.Block(first, left, rows, columns), mirror = new(memory, rows, columns);
                if (from.ColumnStride != 1)
                {
                    x = new(memory + (Tile * Tile), rows, columns);
                    x.CopyFrom(from.Block(first, left, rows, columns));
                }
                mirror.CopyFrom(from.Block(left, first, columns, rows).Transposed);
                for (int i = 0; i < rows; i++) VectorKernels.Mean(half, x.Row(i), mirror.Row(i), to.Row(first + i) + left, columns);
            }
        }
    }

    private readonly struct CholeskyJob<T>(MatrixBatch<T> from, MatrixBatch<T> to) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index)
        {
            SymmetriseLower(from[index], to[index]);
            return CholeskyKernel.Factor(to[index]) < 0;
        }
    }

    private readonly struct QrJob<T>(MatrixBatch<T> from, MatrixBatch<T> q, MatrixBatch<T> r) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index)
        {
            var a = from[index];
            int m = a.Rows, n = a.Columns, k = Math.Min(m, n);
            using var memory = new Scratch<T>(((long)m * n) + ((long)k * m), clear: false);
            using var small = new Scratch<T>((long)k * Householder.BlockSize);
            Matrix<T> copy = new(memory.Data, m, n), v = new(memory.Data + ((long)m * n), k, m), t = new(small.Data, k, Householder.BlockSize);
            copy.CopyFrom(a);
            QrKernel.Factor(copy, v, t);
            r[index].CopyFrom(copy.Block(0, 0, k, n));
            QrKernel.FormQ(v, t, q[index]);
            return true;
        }
    }

    private readonly struct EighJob<T>(MatrixBatch<T> from, T* w, MatrixBatch<T> to) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index)
        {
            int n = from[index].Rows;
            using var memory = new Scratch<T>((long)n * n);
            var copy = new Matrix<T>(memory.Data, n, n);
            SymmetriseLower(from[index], copy);
            return SymmetricEigenKernel.Decompose(copy, w + ((long)index * n), to[index]);
        }
    }

    private readonly struct SvdJob<T>(MatrixBatch<T> from, MatrixBatch<T> u, T* s, MatrixBatch<T> vt) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index) => Svd(from[index], u[index], s + ((long)index * vt[index].Rows), vt[index]);
    }

    private readonly struct GeneralJob<T>(MatrixBatch<T> from, T* re, T* im) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index)
        {
            var a = from[index];
            int n = a.Rows;
            using var memory = new Scratch<double>(((long)n * n) + (2L * n));
            var copy = new Matrix<double>(memory.Data, n, n);
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) copy[i, j] = double.CreateChecked(a[i, j]);
            double* x = memory.Data + ((long)n * n);
            if (!GeneralEigenKernel.Eigenvalues(copy, x, x + n)) return false;
            for (int i = 0; i < n; i++)
            {
                re[((long)index * n) + i] = T.CreateChecked(x[i]);
                im[((long)index * n) + i] = T.CreateChecked(x[n + i]);
            }
            return true;
        }
    }
}
