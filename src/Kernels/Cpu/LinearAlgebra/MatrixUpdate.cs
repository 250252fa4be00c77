using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Products α · a · b, the step in which blocked decompositions spend their time.</summary>
/// <remarks>Shapes: a [M, K], b [K, N], c [M, N], of any strides.</remarks>
internal static unsafe class MatrixUpdate
{
    /// <summary>c += α · a · b. <paramref name="lower"/>: only the lower triangle of c is wanted; of the upper one some elements change.</summary>
    public static void Add<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c, bool lower = false)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(alpha, a, b, c, accumulate: true, lower);

    /// <summary>c = α · a · b.</summary>
    public static void Set<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.Columns == 0) c.Clear();
        else Run(alpha, a, b, c, accumulate: false, lower: false);
    }

    private static void Run<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c, bool accumulate, bool lower)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.Rows == 0 || c.Columns == 0 || a.Columns == 0) return;
        Gemm.Run(new GemmArguments<T>
        {
            M = c.Rows, N = c.Columns, K = a.Columns, Alpha = alpha, Accumulate = accumulate, LowerTriangle = lower,
            A = a.Data, ARow = a.RowStride, AColumn = a.ColumnStride,
            B = b.Data, BRow = b.RowStride, BColumn = b.ColumnStride,
            C = c.Data, CRow = c.RowStride, CColumn = c.ColumnStride,
        });
    }
}
