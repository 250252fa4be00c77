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
        using var memory = new Scratch<T>((long)BlockSize * (BlockSize + m));
        for (int k = 0; k < rank; k += BlockSize)
        {
            int end = Math.Min(rank, k + BlockSize), width = end - k;
            // the panel's columns as rows: reflections are then products and sums of contiguous vectors
            var panel = new Matrix<T>(memory.Data + (BlockSize * BlockSize), width, m - k);
            panel.CopyFrom(a.Block(k, k, m - k, width).Transposed);
            for (int j = 0; j < width; j++)
            {
                int rows = m - k - j;
                T* reflection = v.Row(k + j) + k + j;
                new Span<T>(panel.Row(j) + j, rows).CopyTo(new Span<T>(reflection, rows));
                T beta = Householder.Make(reflection, 1, rows, out tau[k + j]);
                for (int c = j + 1; c < width && tau[k + j] != T.Zero; c++)
                {
                    T* column = panel.Row(c) + j;
                    VectorKernels.Axpy(-tau[k + j] * VectorKernels.Dot(reflection, column, rows), reflection, column, rows);
                }
                panel[j, j] = beta;
                new Span<T>(panel.Row(j) + j + 1, rows - 1).Clear();
            }
            a.Block(k, k, m - k, width).CopyFrom(panel.Transposed);
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
}
