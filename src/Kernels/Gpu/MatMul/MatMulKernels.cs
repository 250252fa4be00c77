namespace Neuron.Kernels.Gpu;

/// <summary>Sizes of a batch of matrix products, and how the launch divides them.</summary>
internal readonly record struct MatMulExtent(int M, int N, int K)
{
    /// <summary>The most terms of a sum: kernels count by up to 256 past the last.</summary>
    public const int MostTerms = int.MaxValue - 256;

    /// <summary>Terms of a sum that one split adds up; a multiple of 4.</summary>
    public int KPerSplit { get; init; }

    /// <summary>Products before this launch's first one.</summary>
    public int FirstBatch { get; init; }

    /// <summary>All products of the batch.</summary>
    public int BatchCount { get; init; }

    /// <summary>Lengths of the batch's last two axes.</summary>
    public int SecondLength { get; init; }

    public int ThirdLength { get; init; }

    /// <summary>The terms of a split: from the first to before the second.</summary>
    public (int Begin, int End) Terms(int split) => (split * KPerSplit, (split * KPerSplit) + XMath.Min(KPerSplit, K - (split * KPerSplit)));

    /// <summary>Where a product lies; the splits of all products follow one another.</summary>
    public BatchIndex Batch(int batch, int split) =>
        new((split * BatchCount) + batch, batch / (SecondLength * ThirdLength), batch / ThirdLength % SecondLength, batch % ThirdLength);
}

/// <summary>Matrix products C = A · B, tiles of A and B going through shared memory.</summary>
internal static class MatMulKernels
{
    /// <summary>Row tiles whose groups run side by side, so that the parts of B they share stay in the cache.</summary>
    private const int Band = 8;

    /// <summary>Between rows of a tile in shared memory: vectors stay aligned, and transposing stores reach different banks.</summary>
    private const int Padding = 4;

    /// <summary>Work-items of a group.</summary>
    public static int Items<TTile>() where TTile : struct, IMatMulTile => RowsOf<TTile>.Items;

    /// <summary>Sums of shared memory that <see cref="Tiled"/> takes.</summary>
    public static int SharedElements(int rows, int columns, int terms) => 2 * terms * (rows + columns + (2 * Padding));

    /// <summary>One tile of C: sums over [split · KPerSplit, (split + 1) · KPerSplit).</summary>
    /// <remarks>
    /// Grid: X tiles of C, in bands of row tiles; Y splits of K; Z products. Shared: 2 · K · (M + N + 8) sums. While the FMAs of
    /// one step run, the loads of the next are on their way to registers; they go to the other half of shared memory, so a step
    /// needs one barrier.
    /// </remarks>
    public static void Tiled<TSum, TFormat, TStored, TTile, TLeft, TRight, TResult>(TLeft left, TRight right, TResult result, MatMulExtent extent)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TTile : struct, IMatMulTile
        where TLeft : unmanaged, IPanel<TSum>
        where TRight : unmanaged, IPanel<TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
    {
        Resident.Groups(TTile.ResidentGroups);
        var leftTile = SharedMemory.Allocate<TSum>(2 * TTile.K * (TTile.M + Padding));
        var rightTile = SharedMemory.Allocate<TSum>(2 * TTile.K * (TTile.N + Padding));
        var leftState = LocalMemory.Allocate<long>(TLeft.StateSize * Vectors<RowsOf<TTile>>());
        var rightState = LocalMemory.Allocate<long>(TRight.StateSize * Vectors<ColumnsOf<TTile>>());
        var leftFetched = LocalMemory.Allocate<Vec4<TSum>>(Vectors<RowsOf<TTile>>());
        var rightFetched = LocalMemory.Allocate<Vec4<TSum>>(Vectors<ColumnsOf<TTile>>());
        var sums = LocalMemory.Allocate<TSum>(16 * TTile.RowBlocks * TTile.ColumnBlocks);

        (int firstRow, int firstColumn) = Corner(extent, TTile.M, TTile.N);
        (int kBegin, int kEnd) = extent.Terms(Grid.IdxY);
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, Grid.IdxY);

        // 32 neighbouring work-items cover 4 × 8 blocks of 4 × 4; lanes that differ in bit 0 share columns, in bit 1 rows: an NVIDIA GPU
        // then reads a vector of 16 bytes for a half of the warp at a time, else for a quarter
        int warpsAcross = TTile.N / (TTile.ColumnBlocks * 32), warp = Group.IdxX / 32, lane = Group.IdxX % 32;
        int itemRow = (warp / warpsAcross * 4) + (lane / 16 * 2) + (lane % 2), itemColumn = (warp % warpsAcross * 8) + (lane / 2 % 8);

        Prepare<TSum, RowsOf<TTile>, TLeft>(left, leftState, batch, firstRow);
        Prepare<TSum, ColumnsOf<TTile>, TRight>(right, rightState, batch, firstColumn);
        Fetch<TSum, RowsOf<TTile>, TLeft>(left, leftState, leftFetched, kBegin, kEnd, true);
        Fetch<TSum, ColumnsOf<TTile>, TRight>(right, rightState, rightFetched, kBegin, kEnd, true);
        Deposit<TSum, RowsOf<TTile>, TLeft>(leftFetched, leftTile, 0);
        Deposit<TSum, ColumnsOf<TTile>, TRight>(rightFetched, rightTile, 0);
        Group.Barrier();

        int half = 0;
        for (int k = kBegin + TTile.K; k < kEnd + TTile.K; k += TTile.K)
        {
            if (k + TTile.K <= kEnd)
            {
                Fetch<TSum, RowsOf<TTile>, TLeft>(left, leftState, leftFetched, k, kEnd, false);
                Fetch<TSum, ColumnsOf<TTile>, TRight>(right, rightState, rightFetched, k, kEnd, false);
            }
            else if (k < kEnd)
            {
                Fetch<TSum, RowsOf<TTile>, TLeft>(left, leftState, leftFetched, k, kEnd, true);
                Fetch<TSum, ColumnsOf<TTile>, TRight>(right, rightState, rightFetched, k, kEnd, true);
            }
            Multiply<TSum, TFormat, TStored, TTile>(leftTile, rightTile, half, itemRow, itemColumn, sums);
            half = 1 - half;
            Deposit<TSum, RowsOf<TTile>, TLeft>(leftFetched, leftTile, half);
            Deposit<TSum, ColumnsOf<TTile>, TRight>(rightFetched, rightTile, half);
            Group.Barrier();
        }
        Store<TSum, TTile, TResult>(result, batch, firstRow + (itemRow * 4), firstColumn + (itemColumn * 4), sums);
    }

    /// <summary>First row and column of the tile that is the group's.</summary>
    public static (int Row, int Column) Corner(MatMulExtent extent, int tileRows, int tileColumns)
    {
        int rowTiles = XMath.DivRoundUp(extent.M, tileRows), columnTiles = XMath.DivRoundUp(extent.N, tileColumns);
        int band = Grid.IdxX / (Band * columnTiles), inBand = Grid.IdxX - (band * Band * columnTiles);
        int height = XMath.Min(rowTiles - (band * Band), Band);
        return (((band * Band) + (inBand % height)) * tileRows, inBand / height * tileColumns);
    }

    /// <summary>Vectors of a side's tile that each work-item moves.</summary>
    private static int Vectors<TSide>() where TSide : struct, ITileSide => TSide.Outer * TSide.K / (4 * TSide.Items);

    private static void Prepare<TSum, TSide, TPanel>(TPanel panel, ArrayView<long> state, BatchIndex batch, int first)
        where TSum : unmanaged
        where TSide : struct, ITileSide
        where TPanel : unmanaged, IPanel<TSum>
    {
        for (int i = 0; i < Vectors<TSide>(); i++)
        {
            Unroll.Fully();
            int vector = Group.IdxX + (i * TSide.Items);
            int outer = TPanel.AlongK ? vector / (TSide.K / 4) : vector % (TSide.Outer / 4) * 4;
            panel.Prepare(state, i * TPanel.StateSize, batch, first + outer);
        }
    }

    /// <summary>Loads the work-item's part of the tile at k.</summary>
    private static void Fetch<TSum, TSide, TPanel>(TPanel panel, ArrayView<long> state, ArrayView<Vec4<TSum>> fetched, int k, int kEnd, bool guarded)
        where TSum : unmanaged
        where TSide : struct, ITileSide
        where TPanel : unmanaged, IPanel<TSum>
    {
        for (int i = 0; i < Vectors<TSide>(); i++)
        {
            Unroll.Fully();
            int vector = Group.IdxX + (i * TSide.Items);
            int inTile = TPanel.AlongK ? vector % (TSide.K / 4) * 4 : vector / (TSide.Outer / 4);
            fetched[i] = panel.Load4(state, i * TPanel.StateSize, k + inTile, kEnd, guarded);
        }
    }

    /// <summary>Stores the work-item's part of the tile as [K, Outer + Padding] in one half of shared memory.</summary>
    private static void Deposit<TSum, TSide, TPanel>(ArrayView<Vec4<TSum>> fetched, ArrayView<TSum> tile, int half)
        where TSum : unmanaged
        where TSide : struct, ITileSide
        where TPanel : unmanaged, IPanel<TSum>
    {
        int pitch = TSide.Outer + Padding, start = half * TSide.K * pitch;
        for (int i = 0; i < Vectors<TSide>(); i++)
        {
            Unroll.Fully();
            int vector = Group.IdxX + (i * TSide.Items);
            var value = fetched[i];
            if (TPanel.AlongK)
            {
                int place = start + (vector % (TSide.K / 4) * 4 * pitch) + (vector / (TSide.K / 4));
                tile[place] = value.X;
                tile[place + pitch] = value.Y;
                tile[place + (2 * pitch)] = value.Z;
                tile[place + (3 * pitch)] = value.W;
            }
            else
            {
                tile.Store4(start + (vector / (TSide.Outer / 4) * pitch) + (vector % (TSide.Outer / 4) * 4), value);
            }
        }
    }

    /// <summary>sums += leftᵀ · right over one half of shared memory.</summary>
    private static void Multiply<TSum, TFormat, TStored, TTile>(ArrayView<TSum> left, ArrayView<TSum> right, int half, int itemRow, int itemColumn, ArrayView<TSum> sums)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TTile : struct, IMatMulTile
    {
        var a = LocalMemory.Allocate<TSum>(4 * TTile.RowBlocks);
        var b = LocalMemory.Allocate<TSum>(4 * TTile.ColumnBlocks);
        // views, so that all further places are constants and go into the loads
        var leftHalf = left.SubView((half * TTile.K * (TTile.M + Padding)) + (itemRow * 4));
        var rightHalf = right.SubView((half * TTile.K * (TTile.N + Padding)) + (itemColumn * 4));
        for (int k = 0; k < TTile.K; k++)
        {
            Unroll.Fully();
            for (int block = 0; block < TTile.RowBlocks; block++)
            {
                Unroll.Fully();
                Spread(leftHalf.Load4((k * (TTile.M + Padding)) + (block * (TTile.M / TTile.RowBlocks))), a, block * 4);
            }
            for (int block = 0; block < TTile.ColumnBlocks; block++)
            {
                Unroll.Fully();
                Spread(rightHalf.Load4((k * (TTile.N + Padding)) + (block * (TTile.N / TTile.ColumnBlocks))), b, block * 4);
            }
            for (int i = 0; i < 4 * TTile.RowBlocks; i++)
            {
                Unroll.Fully();
                for (int j = 0; j < 4 * TTile.ColumnBlocks; j++)
                {
                    Unroll.Fully();
                    int place = (i * 4 * TTile.ColumnBlocks) + j;
                    sums[place] = TFormat.MultiplyAdd(a[i], b[j], sums[place]);
                }
            }
        }
    }

    private static void Spread<TSum>(Vec4<TSum> vector, ArrayView<TSum> target, int at) where TSum : unmanaged
    {
        target[at] = vector.X;
        target[at + 1] = vector.Y;
        target[at + 2] = vector.Z;
        target[at + 3] = vector.W;
    }

    private static void Store<TSum, TTile, TResult>(TResult result, BatchIndex batch, int row, int column, ArrayView<TSum> sums)
        where TSum : unmanaged
        where TTile : struct, IMatMulTile
        where TResult : unmanaged, IMatMulResult<TSum>
    {
        for (int i = 0; i < 4 * TTile.RowBlocks; i++)
        {
            Unroll.Fully();
            for (int block = 0; block < TTile.ColumnBlocks; block++)
            {
                Unroll.Fully();
                int place = (i * 4 * TTile.ColumnBlocks) + (block * 4);
                Vec4<TSum> four;
                four.X = sums[place];
                four.Y = sums[place + 1];
                four.Z = sums[place + 2];
                four.W = sums[place + 3];
                result.Store4(batch, row + (i / 4 * (TTile.M / TTile.RowBlocks)) + (i % 4), column + (block * (TTile.N / TTile.ColumnBlocks)), four);
            }
        }
    }
}
