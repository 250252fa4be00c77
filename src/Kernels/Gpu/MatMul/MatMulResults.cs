using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu;

/// <summary>Where the sums of a matrix product go, and what becomes of them on the way.</summary>
internal interface IMatMulResult<TSum> where TSum : unmanaged
{
    /// <summary>Finishes and stores 4 neighbouring columns of a row; what lies outside the matrix is left out.</summary>
    void Store4(BatchIndex batch, int row, int column, Vec4<TSum> sums);

    /// <summary>Finishes and stores one sum, unless it lies outside the matrix.</summary>
    void Store1(BatchIndex batch, int row, int column, TSum sum);
}

/// <summary>What is done to a sum before it is stored.</summary>
internal interface IEpilogue<TSum>
{
    TSum Apply(TSum sum, int row, int column);
}

/// <summary>Nothing.</summary>
internal readonly struct NoEpilogue<TSum> : IEpilogue<TSum>
{
    public TSum Apply(TSum sum, int row, int column) => sum;
}

/// <summary>Adds bias[column].</summary>
internal readonly struct ColumnBias<TStored, TSum, TFormat> : IEpilogue<TSum>
    where TStored : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
{
    public ArrayView<TStored> Bias { get; init; }

    public long Stride { get; init; }

    public TSum Apply(TSum sum, int row, int column) => TFormat.Add(sum, TFormat.Widen(Bias[column * Stride]));
}

/// <summary>Adds bias[row]; an empty bias is none.</summary>
internal readonly struct RowBias<TStored, TSum, TFormat> : IEpilogue<TSum>
    where TStored : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
{
    public ArrayView<TStored> Bias { get; init; }

    public TSum Apply(TSum sum, int row, int column)
    {
        if (Bias.Length == 0) return sum;
        return TFormat.Add(sum, TFormat.Widen(Bias[row]));
    }
}

/// <summary>An element-wise function of what another epilogue gives: activation(sum + bias) in the launch of the product.</summary>
internal readonly struct Activated<TSum, TInner, TFunction> : IEpilogue<TSum>
    where TSum : unmanaged
    where TInner : unmanaged, IEpilogue<TSum>
    where TFunction : unmanaged, IUnaryOperator<TSum>
{
    public TInner Inner { get; init; }

    public TFunction Function { get; init; }

    public TSum Apply(TSum sum, int row, int column) => Function.Apply(Inner.Apply(sum, row, column));
}

/// <summary>Rows without gaps, one matrix after the other; wide if 4 columns are one aligned store: their number is a multiple of 4.</summary>
internal readonly struct DenseResult<TStored, TSum, TFormat, TEpilogue, TWide> : IMatMulResult<TSum>
    where TStored : unmanaged
    where TSum : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
    where TEpilogue : unmanaged, IEpilogue<TSum>
    where TWide : struct, IFlag
{
    public ArrayView<TStored> Data { get; init; }

    public int Rows { get; init; }

    public int Columns { get; init; }

    public TEpilogue Epilogue { get; init; }

    public void Store4(BatchIndex batch, int row, int column, Vec4<TSum> sums)
    {
        if (row >= Rows || column >= Columns) return;
        long start = (((batch.Linear * (long)Rows) + row) * Columns) + column;
        if (TWide.Value)
        {
            Vec4<TStored> stored;
            stored.X = TFormat.Narrow(Epilogue.Apply(sums.X, row, column));
            stored.Y = TFormat.Narrow(Epilogue.Apply(sums.Y, row, column + 1));
            stored.Z = TFormat.Narrow(Epilogue.Apply(sums.Z, row, column + 2));
            stored.W = TFormat.Narrow(Epilogue.Apply(sums.W, row, column + 3));
            Data.Store4(start, stored);
            return;
        }
        Data[start] = TFormat.Narrow(Epilogue.Apply(sums.X, row, column));
        if (column + 1 < Columns) Data[start + 1] = TFormat.Narrow(Epilogue.Apply(sums.Y, row, column + 1));
        if (column + 2 < Columns) Data[start + 2] = TFormat.Narrow(Epilogue.Apply(sums.Z, row, column + 2));
        if (column + 3 < Columns) Data[start + 3] = TFormat.Narrow(Epilogue.Apply(sums.W, row, column + 3));
    }

    public void Store1(BatchIndex batch, int row, int column, TSum sum)
    {
        if (row >= Rows || column >= Columns) return;
        Data[(((batch.Linear * (long)Rows) + row) * Columns) + column] = TFormat.Narrow(Epilogue.Apply(sum, row, column));
    }
}

/// <summary>A compile-time yes or no.</summary>
internal interface IFlag
{
    static abstract bool Value { get; }
}

internal readonly struct Yes : IFlag
{
    public static bool Value => true;
}

internal readonly struct No : IFlag
{
    public static bool Value => false;
}
