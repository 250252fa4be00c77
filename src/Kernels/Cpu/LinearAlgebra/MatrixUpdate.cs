using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>c += α · a · b, the step in which blocked decompositions spend their time.</summary>
internal static unsafe class MatrixUpdate
{
    /// <summary>Shapes: a [M, K], b [K, N], c [M, N], of any strides.</summary>
    /// <remarks><paramref name="lower"/>: only the lower triangle of c is wanted; of the upper one some elements change.</remarks>
    public static void Add<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c, bool lower = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.Rows == 0 || c.Columns == 0 || a.Columns == 0) return;
        Gemm.Run(new GemmArguments<T>
        {
            M = c.Rows, N = c.Columns, K = a.Columns, Alpha = alpha, Accumulate = true, LowerTriangle = lower,
            A = a.Data, ARow = a.RowStride, AColumn = a.ColumnStride,
            B = b.Data, BRow = b.RowStride, BColumn = b.ColumnStride,
            C = c.Data, CRow = c.RowStride, CColumn = c.ColumnStride,
        });
    }
}
