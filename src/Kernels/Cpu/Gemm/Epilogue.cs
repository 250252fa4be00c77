using System.Numerics;

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

    /// <summary>Applied in place to a run of elements, or null. <see cref="Activation"/> makes these of operators.</summary>
    public delegate*<T*, int, void> Activation;

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

    /// <summary>Finishes the tile of C that starts at (row, column).</summary>
    public readonly void Apply(T* c, nint cRow, nint cColumn, int row, int rows, int column, int columns)
    {
        if (cColumn != 1)
        {
            ApplyStrided(c, cRow, cColumn, row, rows, column, columns);
            return;
        }
        for (int i = 0; i < rows; i++)
        {
            var line = new Span<T>(c + (i * cRow), columns);
            AddBias(line, row + i, column);
            if (Activation is not null) Activation(c + (i * cRow), columns);
            if (Residual is not null)
            {
                T* residual = Residual + ((row + i) * ResidualRow) + (column * ResidualColumn);
                if (ResidualColumn == 1) Add(line, new ReadOnlySpan<T>(residual, columns));
                else for (int j = 0; j < columns; j++) line[j] += residual[j * ResidualColumn];
            }
        }
    }

    private readonly void AddBias(Span<T> line, int row, int column)
    {
        if (ColumnBias is not null)
        {
            T* bias = ColumnBias + (column * ColumnBiasStride);
            if (ColumnBiasStride == 1) Add(line, new ReadOnlySpan<T>(bias, line.Length));
            else for (int j = 0; j < line.Length; j++) line[j] += bias[j * ColumnBiasStride];
        }
        if (RowBias is not null)
        {
            T bias = RowBias[row * RowBiasStride];
            int j = 0;
            var wide = new Vector<T>(bias);
            for (; j <= line.Length - Vector<T>.Count; j += Vector<T>.Count)
                (new Vector<T>(line[j..]) + wide).CopyTo(line[j..]);
            for (; j < line.Length; j++) line[j] += bias;
        }
    }

    private readonly void ApplyStrided(T* c, nint cRow, nint cColumn, int row, int rows, int column, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                T* y = c + (i * cRow) + (j * cColumn);
                if (ColumnBias is not null) *y += ColumnBias[(column + j) * ColumnBiasStride];
                if (RowBias is not null) *y += RowBias[(row + i) * RowBiasStride];
                if (Activation is not null) Activation(y, 1);
                if (Residual is not null) *y += Residual[((row + i) * ResidualRow) + ((column + j) * ResidualColumn)];
            }
        }
    }

    private static void Add(Span<T> line, ReadOnlySpan<T> other)
    {
        int j = 0;
        for (; j <= line.Length - Vector<T>.Count; j += Vector<T>.Count)
            (new Vector<T>(line[j..]) + new Vector<T>(other[j..])).CopyTo(line[j..]);
        for (; j < line.Length; j++) line[j] += other[j];
    }
}
