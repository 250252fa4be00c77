using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Products of a matrix and a vector, split into pieces that do not depend on the number of threads.</summary>
internal static unsafe class MatrixVector
{
    private const int RowsPerPiece = 48, ColumnsPerPiece = 128;

    /// <summary>y[i] = Σⱼ a[i, j] · x[j].</summary>
    public static void Multiply<T>(Matrix<T> a, T* x, T* y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        WorkerPool.For((a.Rows + RowsPerPiece - 1) / RowsPerPiece, new ByRows<T>(a, x, y));

    /// <summary>y[j] = Σᵢ x[i] · a[i, j].</summary>
    public static void MultiplyTransposed<T>(Matrix<T> a, T* x, T* y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        WorkerPool.For((a.Columns + ColumnsPerPiece - 1) / ColumnsPerPiece, new ByColumns<T>(a, x, y));

    /// <summary>a[i, j] += α · x[i] · y[j].</summary>
    public static void AddOuter<T>(Matrix<T> a, T alpha, T* x, T* y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        WorkerPool.For((a.Rows + RowsPerPiece - 1) / RowsPerPiece, new Outer<T>(a, alpha, x, y));

    private readonly struct ByRows<T>(Matrix<T> a, T* x, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int first = index * RowsPerPiece;
            VectorKernels.Dots(a.Block(first, 0, Math.Min(RowsPerPiece, a.Rows - first), a.Columns), x, y + first);
        }
    }

    private readonly struct ByColumns<T>(Matrix<T> a, T* x, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int first = index * ColumnsPerPiece, width = Math.Min(ColumnsPerPiece, a.Columns - first);
            new Span<T>(y + first, width).Clear();
            VectorKernels.AddRows(x, a.Block(0, first, a.Rows, width), y + first);
        }
    }

    private readonly struct Outer<T>(Matrix<T> a, T alpha, T* x, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int end = Math.Min(a.Rows, (index + 1) * RowsPerPiece);
            for (int i = index * RowsPerPiece; i < end; i++) VectorKernels.Axpy(alpha * x[i], y, a.Row(i), a.Columns);
        }
    }
}
