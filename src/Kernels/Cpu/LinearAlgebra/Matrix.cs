using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>A matrix in memory: element (i, j) lies at Data[i·RowStride + j·ColumnStride].</summary>
internal readonly unsafe struct Matrix<T>(T* data, int rows, int columns, nint rowStride, nint columnStride = 1)
    where T : unmanaged
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
        if (ColumnStride == 1 && source.ColumnStride == 1)
        {
            for (int i = 0; i < Rows; i++) new Span<T>(source.Row(i), Columns).CopyTo(new Span<T>(Row(i), Columns));
            return;
        }
        const int Tile = 32;
        for (int i = 0; i < Rows; i += Tile)
            for (int j = 0; j < Columns; j += Tile) CopyTile(source, i, j, Math.Min(Tile, Rows - i), Math.Min(Tile, Columns - j));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyTile(Matrix<T> source, int first, int left, int rows, int columns)
    {
        for (int i = first; i < first + rows; i++)
        {
            T* to = Row(i) + (left * ColumnStride), from = source.Row(i) + (left * source.ColumnStride);
            for (int j = 0; j < columns; j++) to[j * ColumnStride] = from[j * source.ColumnStride];
        }
    }
}
