using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Moves the rows of a matrix to their places.</summary>
internal static unsafe class OrderedRows
{
    /// <summary>Column j of <paramref name="to"/> ← row order[j].</summary>
    public static void ToColumns<T>(Matrix<T> rows, ReadOnlySpan<int> order, Matrix<T> to)
        where T : unmanaged, INumber<T>
    {
        fixed (int* rowOf = order) WorkerPool.For((rows.Rows + Columns<T>.PerPiece - 1) / Columns<T>.PerPiece, new Columns<T>(rows, rowOf, to));
    }

    /// <summary>Row j of <paramref name="to"/> ← row order[j].</summary>
    public static void ToRows<T>(Matrix<T> rows, ReadOnlySpan<int> order, Matrix<T> to)
        where T : unmanaged, INumber<T>
    {
        fixed (int* rowOf = order) WorkerPool.For((rows.Rows + Columns<T>.PerPiece - 1) / Columns<T>.PerPiece, new Rows<T>(rows, rowOf, to));
    }

    private readonly struct Rows<T>(Matrix<T> rows, int* order, Matrix<T> to) : IParallelJob
        where T : unmanaged, INumber<T>
    {
        public void Run(int index)
        {
            int end = Math.Min(rows.Rows, (index + 1) * Columns<T>.PerPiece);
            for (int j = index * Columns<T>.PerPiece; j < end; j++) new Span<T>(rows.Row(order[j]), rows.Columns).CopyTo(new Span<T>(to.Row(j), rows.Columns));
        }
    }

    private readonly struct Columns<T>(Matrix<T> rows, int* order, Matrix<T> to) : IParallelJob
        where T : unmanaged, INumber<T>
    {
        public const int PerPiece = 16;

        public void Run(int index)
        {
            int first = index * PerPiece, count = Math.Min(PerPiece, rows.Rows - first);
            T* memory = stackalloc T[PerPiece * PerPiece];
            for (int i = 0; i < rows.Columns; i += PerPiece)
            {
                int width = Math.Min(PerPiece, rows.Columns - i);
                var tile = new Matrix<T>(memory, count, width);
                for (int j = 0; j < count; j++) new Span<T>(rows.Row(order[first + j]) + i, width).CopyTo(new Span<T>(tile.Row(j), width));
                to.Block(i, first, width, count).CopyFrom(tile.Transposed);
            }
        }
    }
}
