namespace Neuron.Kernels.Gpu;

/// <summary>
/// Matrix products for devices that are CPUs: no shared memory and no barriers; operands are packed first, so that a work-item
/// streams through both, and its results fill vector registers.
/// </summary>
internal static class PackedMatMulKernels
{
    /// <summary>Rows of results that a work-item holds.</summary>
    public const int Rows = 8;

    /// <summary>Columns of results that a work-item holds.</summary>
    public const int Columns = 32;

    /// <summary>Packs panels of Width outer places, from <paramref name="firstPlace"/> on, as [panel, k, place]; places past the end repeat the last one.</summary>
    /// <remarks>Grid: X panels, Y runs of KPerSplit terms, Z products. One work-item a group.</remarks>
    public static void Pack<TSum, TWidth, TPanel>(TPanel panel, ArrayView<TSum> packed, MatMulExtent extent, int firstPlace)
        where TSum : unmanaged
        where TWidth : struct, IPackedWidth
        where TPanel : unmanaged, IPanel<TSum>
    {
        var state = LocalMemory.Allocate<long>(TPanel.StateSize * TWidth.Width);
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, 0);
        (int kBegin, int kEnd) = extent.Terms(Grid.IdxY);
        long place = (((((Grid.IdxZ * (long)Grid.DimX) + Grid.IdxX) * extent.K) + kBegin) * TWidth.Width);
        int first = firstPlace + (Grid.IdxX * TWidth.Width);
        if (TPanel.AlongK)
        {
            for (int outer = 0; outer < TWidth.Width; outer++) panel.Prepare(state, outer * TPanel.StateSize, batch, first + outer);
            for (int k = kBegin; k < kEnd; k += 4)
            {
                for (int outer = 0; outer < TWidth.Width; outer++)
                {
                    var four = panel.Load4(state, outer * TPanel.StateSize, k, kEnd, true);
                    packed[place + outer] = four.X;
                    if (k + 1 < kEnd) packed[place + outer + TWidth.Width] = four.Y;
                    if (k + 2 < kEnd) packed[place + outer + (2 * TWidth.Width)] = four.Z;
                    if (k + 3 < kEnd) packed[place + outer + (3 * TWidth.Width)] = four.W;
                }
                place += 4 * TWidth.Width;
            }
        }
        else
        {
            for (int vector = 0; vector < TWidth.Width / 4; vector++) panel.Prepare(state, vector * TPanel.StateSize, batch, first + (vector * 4));
            for (int k = kBegin; k < kEnd; k++)
            {
                for (int vector = 0; vector < TWidth.Width / 4; vector++)
                    packed.Store4(place + (vector * 4), panel.Load4(state, vector * TPanel.StateSize, k, kEnd, false));
                place += TWidth.Width;
            }
        }
    }

    /// <summary>Rows × Columns results from packed operands, left [panel, k, Rows], right [panel, k, Columns]; one batch serves all products.</summary>
    /// <remarks>Grid: X panels of rows, Y panels of columns, Z products. One work-item a group.</remarks>
    public static void Multiply<TSum, TStored, TFormat, TResult>(ArrayView<TSum> left, ArrayView<TSum> right, TResult result, MatMulExtent extent, int firstColumn, int leftBatches, int rightBatches)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
    {
        var sums = LocalMemory.Allocate<TSum>(Rows * Columns);
        long leftPlace = (((leftBatches == 1 ? 0 : Grid.IdxZ) * (long)Grid.DimX) + Grid.IdxX) * extent.K * Rows;
        long rightPlace = (((rightBatches == 1 ? 0 : Grid.IdxZ) * (long)Grid.DimY) + Grid.IdxY) * extent.K * Columns;
        for (int k = 0; k < extent.K; k++)
        {
            for (int i = 0; i < Rows; i++)
            {
                Unroll.Fully();
                var a = left[leftPlace + i];
                for (int j = 0; j < Columns; j++)
                {
                    Unroll.Fully();
                    sums[(i * Columns) + j] = TFormat.MultiplyAdd(a, right[rightPlace + j], sums[(i * Columns) + j]);
                }
            }
            leftPlace += Rows;
            rightPlace += Columns;
        }
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, 0);
        for (int i = 0; i < Rows; i++)
        {
            Unroll.Fully();
            for (int j = 0; j < Columns; j += 4)
            {
                Unroll.Fully();
                Vec4<TSum> four;
                four.X = sums[(i * Columns) + j];
                four.Y = sums[(i * Columns) + j + 1];
                four.Z = sums[(i * Columns) + j + 2];
                four.W = sums[(i * Columns) + j + 3];
                result.Store4(batch, (Grid.IdxX * Rows) + i, firstColumn + (Grid.IdxY * Columns) + j, four);
            }
        }
    }
}

/// <summary>Outer places of a packed panel.</summary>
internal interface IPackedWidth
{
    static abstract int Width { get; }
}

internal readonly struct PackedRows : IPackedWidth
{
    public static int Width => PackedMatMulKernels.Rows;
}

internal readonly struct PackedColumns : IPackedWidth
{
    public static int Width => PackedMatMulKernels.Columns;
}
