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
            for (int j = 0; j < Columns; j++) this[i, j] = default;
    }

    public void CopyFrom(Matrix<T> source)
    {
        for (int i = 0; i < Rows; i++)
            for (int j = 0; j < Columns; j++) this[i, j] = source[i, j];
    }
}
