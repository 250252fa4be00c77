using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// What is done to a tile of C while it is still in the first cache: y = activation(c + column bias + row bias) + residual.
/// </summary>
internal unsafe struct Epilogue<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Bias added to every row: one element per column, or null.</summary>
    public T* ColumnBias;

    public nint ColumnBiasStride;

    /// <summary>Bias added to every column: one element per row, or null.</summary>
    public T* RowBias;

    public nint RowBiasStride;

    /// <summary>A matrix added last, or null.</summary>
    public T* Residual;

    public nint ResidualRow, ResidualColumn;

    /// <summary>An element-wise function, or null.</summary>
    public UnaryOperator? Activation;

    /// <summary>The function's constants.</summary>
    public double ActivationA, ActivationB;

    public readonly bool IsGiven =>
        ColumnBias is not null || RowBias is not null || Residual is not null || Activation is not null;

    public void Move(int row, int column)
    {
        if (ColumnBias is not null) ColumnBias += column * ColumnBiasStride;
        if (RowBias is not null) RowBias += row * RowBiasStride;
        if (Residual is not null) Residual += (row * ResidualRow) + (column * ResidualColumn);
    }

    public readonly Epilogue<T> Transposed()
    {
        var swapped = this;
        swapped.ColumnBias = RowBias;
        swapped.ColumnBiasStride = RowBiasStride;
        swapped.RowBias = ColumnBias;
        swapped.RowBiasStride = ColumnBiasStride;
        (swapped.ResidualRow, swapped.ResidualColumn) = (ResidualColumn, ResidualRow);
        return swapped;
    }

    /// <summary>Finishes the part of C that starts at (row, column) and lies at <paramref name="c"/>.</summary>
    public readonly void Apply(T* c, nint cRow, nint cColumn, int row, int rows, int column, int columns)
    {
        if (ColumnBias is not null) AddTo(c, cRow, cColumn, rows, columns, ColumnBias + (column * ColumnBiasStride), 0, ColumnBiasStride);
        if (RowBias is not null) AddTo(c, cRow, cColumn, rows, columns, RowBias + (row * RowBiasStride), RowBiasStride, 0);
        if (Activation is { } activation) Activate(activation, c, cRow, cColumn, rows, columns);
        if (Residual is not null)
        {
            T* residual = Residual + (row * ResidualRow) + (column * ResidualColumn);
            AddTo(c, cRow, cColumn, rows, columns, residual, ResidualRow, ResidualColumn);
        }
    }

    private readonly void Activate(UnaryOperator activation, T* c, nint cRow, nint cColumn, int rows, int columns)
    {
        int run = cColumn == 1 ? columns : 1; // the element-wise loops write runs without gaps
        ReadOnlySpan<int> shape = [run];
        ReadOnlySpan<long> strides = [1];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j += run)
            {
                var part = new Strided<T>((nint)(c + (i * cRow) + (j * cColumn)), shape, strides);
                Elementwise.Unary(activation, ActivationA, ActivationB, part, part);
            }
        }
    }

    private static void AddTo(T* c, nint cRow, nint cColumn, int rows, int columns, T* x, nint xRow, nint xColumn)
    {
        for (int i = 0; i < rows; i++, c += cRow, x += xRow)
        {
            int j = 0;
            if (cColumn == 1 && xColumn is 0 or 1)
            {
                var line = new Span<T>(c, columns);
                var same = new Vector<T>(*x);
                for (; j <= columns - Vector<T>.Count; j += Vector<T>.Count)
                {
                    var term = xColumn == 0 ? same : new Vector<T>(new ReadOnlySpan<T>(x + j, Vector<T>.Count));
                    (new Vector<T>(line[j..]) + term).CopyTo(line[j..]);
                }
            }
            for (; j < columns; j++) c[j * cColumn] += x[j * xColumn];
        }
    }
}
