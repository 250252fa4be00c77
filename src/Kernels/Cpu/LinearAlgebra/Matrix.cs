using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A matrix in memory: element (i, j) lies at Data[i·RowStride + j·ColumnStride].</summary>
internal readonly unsafe struct Matrix<T>(T* data, int rows, int columns, nint rowStride, nint columnStride = 1)
    where T : unmanaged, INumber<T>
{
    public readonly T* Data = data;
    public readonly int Rows = rows, Columns = columns;
    public readonly nint RowStride = rowStride, ColumnStride = columnStride;

    /// <summary>Row-major without gaps.</summary>
    public Matrix(T* data, int rows, int columns)
        : this(data, rows, columns, columns)
    {
    }

    /// <summary>The same memory, rows and columns exchanged.</summary>
    public Matrix<T> Transposed => new(Data, Columns, Rows, ColumnStride, RowStride);

    public ref T this[int i, int j] => ref Data[(i * RowStride) + (j * ColumnStride)];

    /// <summary>Address of the first element of a row.</summary>
    public T* Row(int i) => Data + (i * RowStride);

    /// <summary>Rows r to r + rows − 1 and columns c to c + columns − 1.</summary>
    public Matrix<T> Block(int r, int c, int rows, int columns) => new(Data + (r * RowStride) + (c * ColumnStride), rows, columns, RowStride, ColumnStride);

    public void Clear()
    {
        for (int i = 0; i < Rows; i++)
        {
            if (ColumnStride == 1) new Span<T>(Row(i), Columns).Clear();
            else for (int j = 0; j < Columns; j++) this[i, j] = default;
        }
    }

    /// <summary>Copies element by element; tiles of a transposed source stay in the cache.</summary>
    public void CopyFrom(Matrix<T> source)
    {
        var job = new CopyJob(this, source);
        int pieces = (Rows + CopyJob.RowsPerPiece - 1) / CopyJob.RowsPerPiece;
        if ((long)Rows * Columns >= CopyJob.ParallelElements) WorkerPool.For(pieces, job);
        else for (int i = 0; i < pieces; i++) job.Run(i);
    }

    private readonly struct CopyJob(Matrix<T> to, Matrix<T> from) : IParallelJob
    {
        public const int RowsPerPiece = 32, ParallelElements = 1 << 16;

        private const int TileColumns = 32;

        public void Run(int index)
        {
            int first = index * RowsPerPiece, rows = Math.Min(RowsPerPiece, to.Rows - first);
            if (to.ColumnStride == 1 && from.ColumnStride == 1)
            {
                for (int i = first; i < first + rows; i++) new Span<T>(from.Row(i), to.Columns).CopyTo(new Span<T>(to.Row(i), to.Columns));
                return;
            }
            for (int j = 0; j < to.Columns; j += TileColumns)
            {
                int columns = Math.Min(TileColumns, to.Columns - j);
                CopyTile(to.Block(first, j, rows, columns), from.Block(first, j, rows, columns));
            }
        }

        [MethodImpl(JitOptions.Kernel)]
        private static void CopyTile(Matrix<T> to, Matrix<T> from)
        {
            int whole = 0;
            if (to.ColumnStride == 1 && from.RowStride == 1)
            {
                whole = to.Rows & ~3;
                for (int i = 0; i < whole; i += 4)
                {
                    int j = 0;
                    for (; j <= to.Columns - 4; j += 4) Transpose.Block4(from.Row(i) + (j * from.ColumnStride), from.ColumnStride, to.Row(i) + j, to.RowStride);
                    for (; j < to.Columns; j++)
                        for (int r = i; r < i + 4; r++) to[r, j] = from[r, j];
                }
            }
            for (int i = whole; i < to.Rows; i++)
                for (int j = 0; j < to.Columns; j++) to[i, j] = from[i, j];
        }
    }
}
