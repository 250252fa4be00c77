using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A = Q · R by Householder reflections, in panels.</summary>
internal static unsafe class QrKernel
{
    private const int BlockSize = 32;

    /// <summary>Overwrites a [M, N] (row-major) with R, its upper triangle, and v [min(M, N), M], zero before, with the reflections.</summary>
    public static void Factor<T>(Matrix<T> a, Matrix<T> v, T* tau)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = a.Rows, n = a.Columns, rank = Math.Min(m, n);
        using var memory = new Scratch<T>((long)BlockSize * BlockSize);
        for (int k = 0; k < rank; k += BlockSize)
        {
            int end = Math.Min(rank, k + BlockSize), width = end - k;
            for (int j = k; j < end; j++)
            {
                T* reflection = v.Row(j);
                for (int i = j; i < m; i++) reflection[i] = a[i, j];
                T beta = Householder.Make(reflection + j, 1, m - j, out tau[j]);
                Reflect(a, reflection, tau[j], j, j + 1, end);
                a[j, j] = beta;
                for (int i = j + 1; i < m; i++) a[i, j] = T.Zero;
            }
            if (end == n) break;
            var block = v.Block(k, k, width, m - k);
            var t = memory.Matrix(width, width);
            Householder.Combine(block, tau + k, t);
            Householder.Apply(block, t, transposed: true, a.Block(k, end, m - k, n - end));
        }
    }

    /// <summary>q [M, K] ← the first K columns of Q.</summary>
    public static void FormQ<T>(Matrix<T> v, T* tau, Matrix<T> q)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        q.Clear();
        for (int i = 0; i < Math.Min(q.Rows, q.Columns); i++) q[i, i] = T.One;
        Householder.ApplyAll(v, tau, BlockSize, q);
    }

    /// <summary>Applies one reflection to columns first to end − 1, rows j on.</summary>
    private static void Reflect<T>(Matrix<T> a, T* v, T tau, int j, int first, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = end - first;
        if (width == 0 || tau == T.Zero) return;
        T* w = stackalloc T[BlockSize];
        new Span<T>(w, width).Clear();
        for (int i = j; i < a.Rows; i++) VectorKernels.Axpy(v[i], a.Row(i) + first, w, width);
        for (int i = j; i < a.Rows; i++) VectorKernels.Axpy(-tau * v[i], w, a.Row(i) + first, width);
    }
}
