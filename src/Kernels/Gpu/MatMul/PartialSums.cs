namespace Neuron.Kernels.Gpu;

/// <summary>Sums over parts of K, kept for <see cref="PartialSumKernels.Finish"/>: [split · product, row, column], columns rounded up to vectors.</summary>
internal readonly struct PartialSums<TSum> : IMatMulResult<TSum> where TSum : unmanaged
{
    public ArrayView<TSum> Data { get; init; }

    public int Rows { get; init; }

    /// <summary>A multiple of 4.</summary>
    public int Columns { get; init; }

    public void Store4(BatchIndex batch, int row, int column, Vec4<TSum> sums)
    {
        if (row < Rows && column < Columns) Data.Store4((((batch.Linear * (long)Rows) + row) * Columns) + column, sums);
    }

    public void Store1(BatchIndex batch, int row, int column, TSum sum)
    {
        if (row < Rows && column < Columns) Data[(((batch.Linear * (long)Rows) + row) * Columns) + column] = sum;
    }
}

/// <summary>The second pass over a product whose sums were split.</summary>
internal static class PartialSumKernels
{
    /// <summary>Adds the splits up, always in their order, and stores the result.</summary>
    /// <remarks>Index: X vectors of 4 columns, Y rows, Z products.</remarks>
    public static void Finish<TSum, TStored, TFormat, TResult>(Index3D index, PartialSums<TSum> partial, TResult result, MatMulExtent extent, int splits)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
    {
        long place = (((index.Z * (long)partial.Rows) + index.Y) * partial.Columns) + (index.X * 4L);
        var sums = partial.Data.Load4(place);
        for (int split = 1; split < splits; split++)
        {
            place += extent.BatchCount * (long)partial.Rows * partial.Columns;
            var more = partial.Data.Load4(place);
            sums.X = TFormat.Add(sums.X, more.X);
            sums.Y = TFormat.Add(sums.Y, more.Y);
            sums.Z = TFormat.Add(sums.Z, more.Z);
            sums.W = TFormat.Add(sums.W, more.W);
        }
        result.Store4(extent.Batch(index.Z, 0), index.Y, index.X * 4, sums);
    }
}
