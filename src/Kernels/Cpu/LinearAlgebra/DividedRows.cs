using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Columns of a joined part in which a vector is not zero.</summary>
internal enum Side
{
    Upper,
    Both,
    Lower,
}

/// <summary>Where the vectors of two parts, rows of one matrix, go before they are joined: those of the upper columns, of the lower ones.</summary>
internal readonly unsafe struct DividedRows<T>(int count, Matrix<T> rows, int* kept, Side* side, int* places, Matrix<T> upper, Matrix<T> lower) : IParallelJob
    where T : unmanaged, INumber<T>
{
    private const int RowsPerPiece = 32;

    /// <summary>
    /// Copies the upper columns of row kept[i] to row places[i] of upper, its lower ones to lower, whose last row is that of the last
    /// place; only those that are not zero.
    /// </summary>
    public void Copy() => WorkerPool.For((count + RowsPerPiece - 1) / RowsPerPiece, this);

    public void Run(int index)
    {
        int skipped = count - lower.Rows, end = Math.Min(count, (index + 1) * RowsPerPiece);
        for (int i = index * RowsPerPiece; i < end; i++)
        {
            T* row = rows.Row(kept[i]);
            if (side[kept[i]] != Side.Lower) new Span<T>(row, upper.Columns).CopyTo(new Span<T>(upper.Row(places[i]), upper.Columns));
            if (side[kept[i]] != Side.Upper) new Span<T>(row + rows.Columns - lower.Columns, lower.Columns).CopyTo(new Span<T>(lower.Row(places[i] - skipped), lower.Columns));
        }
    }
}
