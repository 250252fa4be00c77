using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Products α · a · b, the step in which blocked decompositions spend their time.</summary>
/// <remarks>Shapes: a [M, K], b [K, N], c [M, N], of any strides.</remarks>
internal static unsafe class MatrixUpdate
{
    private const int RowsPerPiece = 96;

    /// <summary>c += α · a · b.</summary>
    public static void Add<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(alpha, a, b, c, accumulate: true);

    /// <summary>As <see cref="Add"/>, where only the lower triangle of c is wanted; of the upper one some elements change.</summary>
    public static void AddLower<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.Columns > 0) WorkerPool.For((c.Rows + RowsPerPiece - 1) / RowsPerPiece, new Strip<T>(alpha, a, b, c));
    }

    /// <summary>c = α · a · b.</summary>
    public static void Set<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.Columns == 0) c.Clear();
        else Run(alpha, a, b, c, accumulate: false);
    }

    private static void Run<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.Rows > 0 && c.Columns > 0 && a.Columns > 0) Gemm.Run(Of(alpha, a, b, c, accumulate));
    }

    private static GemmArguments<T> Of<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T> => new()
        {
            M = c.Rows, N = c.Columns, K = a.Columns, Alpha = alpha, Accumulate = accumulate,
            A = a.Data, ARow = a.RowStride, AColumn = a.ColumnStride,
            B = b.Data, BRow = b.RowStride, BColumn = b.ColumnStride,
            C = c.Data, CRow = c.RowStride, CColumn = c.ColumnStride,
        };

    /// <summary>Some rows of a triangle, the last ones, which are long, first.</summary>
    private readonly struct Strip<T>(T alpha, Matrix<T> a, Matrix<T> b, Matrix<T> c) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int end = c.Rows - (index * RowsPerPiece), first = Math.Max(0, end - RowsPerPiece), rows = end - first;
            var arguments = Of(alpha, a.Block(first, 0, rows, a.Columns), b.Block(0, 0, b.Rows, end), c.Block(first, 0, rows, end), accumulate: true);
            (arguments.LowerTriangle, arguments.FirstRow) = (true, first);
            Gemm.Run(arguments);
        }
    }
}
