using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>
/// Attention by tiles with running maxima and sums (arXiv 2205.14135, 2307.08691), and its gradients: no matrix of all scores, no
/// atomics. The weights are made anew from each row's log-sum-exp; dq is summed by query tiles, dk and dv by key tiles.
/// </summary>
/// <remarks>
/// Group: X × Y work-items, tiles of 4X queries by 4X keys. Grid X: tiles of each head of each item; grid Z: slices of <c>blocks</c> · 4X
/// columns of the result. <c>wide</c>: all rows are multiples of four elements, and so begin at multiples. Shared: 4X · (4X + 84)
/// numbers, 37 KiB of float32 at X = 16. <c>drops</c>: <see cref="AttentionShape{T}.Drops"/>.
/// </remarks>
internal static class AttentionKernels
{
    /// <summary>y = softmax(scale · q·kᵀ + masks) · v, and the log-sum-exp of each row of scores, +∞ for a row without any key.</summary>
    public static void Forward<T, TLayout>(AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> y, ArrayView<T> logSums, SpecializedValue<int> blocks, SpecializedValue<bool> wide, SpecializedValue<bool> drops)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        Resident.Groups(5 - blocks);
        var chunk = SharedMemory.Allocate<T>(AttentionTile.ChunkElements);
        var weights = SharedMemory.Allocate<T>(AttentionTile.Size * AttentionTile.Pitch);
        var s = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns);
        var o = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns * blocks);
        var sums = LocalMemory.Allocate<T>(TLayout.Rows);
        var most = LocalMemory.Allocate<T>(TLayout.Rows);
        var largest = LocalMemory.Allocate<T>(TLayout.Rows);
        int tile = AttentionTile.Size, tiles = XMath.DivRoundUp(a.Queries, tile);
        int head = Grid.IdxX / tiles % a.Heads, batch = Grid.IdxX / tiles / a.Heads, keyHead = head / a.Group;
        int first = (tiles - 1 - (Grid.IdxX % tiles)) * tile; // the last queries see the most keys: they start first
        int queries = XMath.Min(tile, a.Queries - first), slice = Grid.IdxZ * tile * blocks, seen = a.Visible(first + queries - 1), half = 0;
        for (int i = 0; i < TLayout.Rows; i++)
        {
            Unroll.Fully();
            most[i] = T.NegativeInfinity;
        }
        if (seen > 0) AttentionTile.StartProduct(chunk, half, a.QueryRows(x, batch, head, first), a.KeyRows(x, batch, keyHead, 0), a.Width, wide);
        for (int key = 0; key < seen; key += tile)
        {
            half = AttentionTile.Product<T, TLayout>(s, chunk, half, a.QueryRows(x, batch, head, first), a.KeyRows(x, batch, keyHead, key), a.Width, wide);
            AttentionTile.StartAccumulate(chunk, half, a.ValueRows(x, batch, keyHead, key, slice), a.ValueWidth - slice, blocks, wide);
            AttentionScore.Mask<T, TLayout>(a, x, s, weights, batch, head, first, key, queriesAreColumns: false);
            if (drops) AttentionScore.Factors(a, weights, batch, head, first, key, queriesAreColumns: false);
            for (int i = 0; i < TLayout.Rows; i++)
            {
                Unroll.Fully();
                largest[i] = most[i];
                for (int j = 0; j < TLayout.Columns; j++)
                {
                    Unroll.Fully();
                    if (s[(TLayout.Columns * i) + j] > largest[i]) largest[i] = s[(TLayout.Columns * i) + j];
                }
            }
            AttentionTile.RowMaxima<T, TLayout>(largest);
            for (int i = 0; i < TLayout.Rows; i++)
            {
                Unroll.Fully();
                T shift = largest[i] == T.NegativeInfinity ? T.Zero : largest[i]; // no key so far: −∞ − −∞ would be NaN
                T factor = T.Exp(most[i] - shift), sum = T.Zero;
                most[i] = largest[i];
                for (int j = 0; j < TLayout.Columns; j++)
                {
                    Unroll.Fully();
                    T p = T.Exp(s[(TLayout.Columns * i) + j] - shift);
                    s[(TLayout.Columns * i) + j] = p;
                    sum += p;
                }
                sums[i] = (sums[i] * factor) + sum;
                for (int j = 0; j < TLayout.Columns * blocks; j++)
                {
                    Unroll.Fully();
                    int at = (TLayout.Columns * ((TLayout.Rows * (j / TLayout.Columns)) + i)) + (j % TLayout.Columns);
                    o[at] = o[at] * factor;
                }
            }
            if (drops) AttentionScore.Drop<T, TLayout>(s, weights);
            AttentionTile.Store<T, TLayout>(weights, s);
            half = AttentionTile.Accumulate<T, TLayout>(o, weights, chunk, half, a.ValueRows(x, batch, keyHead, key, slice), a.ValueWidth - slice, blocks, wide);
            if (key + tile < seen) AttentionTile.StartProduct(chunk, half, a.QueryRows(x, batch, head, first), a.KeyRows(x, batch, keyHead, key + tile), a.Width, wide);
        }
        AttentionTile.RowSums<T, TLayout>(sums);
        for (int i = 0; i < TLayout.Rows; i++)
        {
            Unroll.Fully();
            int row = TLayout.FirstRow + TLayout.ToRow(i);
            if (row >= queries) continue;
            long number = a.Row(batch, head, first + row);
            if (slice == 0 && TLayout.FirstColumn == 0) logSums[number] = sums[i] == T.Zero ? T.PositiveInfinity : most[i] + T.Log(sums[i]);
            AttentionTile.WriteRow<T, TLayout>(y, number * a.ValueWidth, a.ValueWidth, slice, o, blocks, i, sums[i] == T.Zero ? T.Zero : T.One / sums[i], wide);
        }
    }

    /// <summary>dq = scale · ds · k with ds = p · (dp − δ), dp = dy · vᵀ, δ = Σ dy · y of each row.</summary>
    public static void QueryGradient<T, TLayout>(
        AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> dy, ArrayView<T> logSums, ArrayView<T> delta, ArrayView<T> dq, SpecializedValue<int> blocks, SpecializedValue<bool> wide, SpecializedValue<bool> drops)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        Resident.Groups(4 - blocks);
        var chunk = SharedMemory.Allocate<T>(AttentionTile.ChunkElements);
        var weights = SharedMemory.Allocate<T>(AttentionTile.Size * AttentionTile.Pitch);
        var s = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns);
        var dp = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns);
        var o = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns * blocks);
        int tile = AttentionTile.Size, tiles = XMath.DivRoundUp(a.Queries, tile);
        int head = Grid.IdxX / tiles % a.Heads, batch = Grid.IdxX / tiles / a.Heads, keyHead = head / a.Group;
        int first = (tiles - 1 - (Grid.IdxX % tiles)) * tile; // the last queries see the most keys: they start first
        int queries = XMath.Min(tile, a.Queries - first), slice = Grid.IdxZ * tile * blocks, seen = a.Visible(first + queries - 1), half = 0;
        long rows = a.Row(batch, head, first);
        if (seen > 0) AttentionTile.StartProduct(chunk, half, a.QueryRows(x, batch, head, first), a.KeyRows(x, batch, keyHead, 0), a.Width, wide);
        for (int key = 0; key < seen; key += tile)
        {
            half = AttentionTile.Product<T, TLayout>(s, chunk, half, a.QueryRows(x, batch, head, first), a.KeyRows(x, batch, keyHead, key), a.Width, wide);
            AttentionTile.StartProduct(chunk, half, a.ResultRows(dy, batch, head, first, 0), a.ValueRows(x, batch, keyHead, key, 0), a.ValueWidth, wide);
            half = AttentionTile.Product<T, TLayout>(dp, chunk, half, a.ResultRows(dy, batch, head, first, 0), a.ValueRows(x, batch, keyHead, key, 0), a.ValueWidth, wide);
            AttentionTile.StartAccumulate(chunk, half, a.KeyRows(x, batch, keyHead, key, slice), a.Width - slice, blocks, wide);
            AttentionScore.Mask<T, TLayout>(a, x, s, weights, batch, head, first, key, queriesAreColumns: false);
            if (drops) AttentionScore.Factors(a, weights, batch, head, first, key, queriesAreColumns: false);
            if (drops) AttentionScore.Drop<T, TLayout>(dp, weights);
            for (int i = 0; i < TLayout.Rows; i++)
            {
                Unroll.Fully();
                int row = TLayout.FirstRow + TLayout.ToRow(i);
                T logSum = row < queries ? logSums[rows + row] : T.PositiveInfinity, shift = row < queries ? delta[rows + row] : T.Zero;
                for (int j = 0; j < TLayout.Columns; j++)
                {
                    Unroll.Fully();
                    s[(TLayout.Columns * i) + j] = T.Exp(s[(TLayout.Columns * i) + j] - logSum) * (dp[(TLayout.Columns * i) + j] - shift);
                }
            }
            AttentionTile.Store<T, TLayout>(weights, s);
            half = AttentionTile.Accumulate<T, TLayout>(o, weights, chunk, half, a.KeyRows(x, batch, keyHead, key, slice), a.Width - slice, blocks, wide);
            if (key + tile < seen) AttentionTile.StartProduct(chunk, half, a.QueryRows(x, batch, head, first), a.KeyRows(x, batch, keyHead, key + tile), a.Width, wide);
        }
        AttentionTile.Write<T, TLayout>(dq, rows * a.Width, queries, a.Width, slice, o, blocks, a.Scale, wide);
    }

    /// <summary>dk = scale · dsᵀ · q and dv = pᵀ · dy, over all query heads that share the key's; rows of the tiles are keys, columns queries.</summary>
    public static void KeyGradient<T, TLayout>(
        AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> dy, ArrayView<T> logSums, ArrayView<T> delta, ArrayView<T> dk, ArrayView<T> dv, SpecializedValue<int> blocks, SpecializedValue<bool> wide, SpecializedValue<bool> drops)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        Resident.Groups(2);
        var chunk = SharedMemory.Allocate<T>(AttentionTile.ChunkElements);
        var weights = SharedMemory.Allocate<T>(AttentionTile.Size * AttentionTile.Pitch);
        var s = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns);
        var dp = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns);
        var toKeys = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns * blocks);
        var toValues = LocalMemory.Allocate<T>(TLayout.Rows * TLayout.Columns * blocks);
        int tile = AttentionTile.Size, tiles = XMath.DivRoundUp(a.Keys, tile);
        int keyHead = Grid.IdxX / tiles % a.KeyHeads, batch = Grid.IdxX / tiles / a.KeyHeads, first = Grid.IdxX % tiles * tile;
        int keys = XMath.Min(tile, a.Keys - first), slice = Grid.IdxZ * tile * blocks, half = 0;
        for (int head = keyHead * a.Group; head < (keyHead + 1) * a.Group; head++)
        {
            for (int query = a.FirstQuery(first); query < a.Queries; query += tile)
            {
                int queries = XMath.Min(tile, a.Queries - query);
                long rows = a.Row(batch, head, query);
                AttentionTile.StartProduct(chunk, half, a.KeyRows(x, batch, keyHead, first), a.QueryRows(x, batch, head, query), a.Width, wide);
                half = AttentionTile.Product<T, TLayout>(s, chunk, half, a.KeyRows(x, batch, keyHead, first), a.QueryRows(x, batch, head, query), a.Width, wide);
                AttentionTile.StartProduct(chunk, half, a.ValueRows(x, batch, keyHead, first, 0), a.ResultRows(dy, batch, head, query, 0), a.ValueWidth, wide);
                half = AttentionTile.Product<T, TLayout>(dp, chunk, half, a.ValueRows(x, batch, keyHead, first, 0), a.ResultRows(dy, batch, head, query, 0), a.ValueWidth, wide);
                AttentionTile.StartAccumulate(chunk, half, a.ResultRows(dy, batch, head, query, slice), a.ValueWidth - slice, blocks, wide);
                AttentionScore.Mask<T, TLayout>(a, x, s, weights, batch, head, query, first, queriesAreColumns: true);
                if (drops) AttentionScore.Factors(a, weights, batch, head, query, first, queriesAreColumns: true);
                if (drops) AttentionScore.Drop<T, TLayout>(dp, weights);
                for (int j = 0; j < TLayout.Columns; j++)
                {
                    Unroll.Fully();
                    int column = TLayout.FirstColumn + TLayout.ToColumn(j);
                    T logSum = column < queries ? logSums[rows + column] : T.PositiveInfinity, shift = column < queries ? delta[rows + column] : T.Zero;
                    for (int i = 0; i < TLayout.Rows; i++)
                    {
                        Unroll.Fully();
                        s[(TLayout.Columns * i) + j] = T.Exp(s[(TLayout.Columns * i) + j] - logSum);
                        dp[(TLayout.Columns * i) + j] = s[(TLayout.Columns * i) + j] * (dp[(TLayout.Columns * i) + j] - shift);
                    }
                }
                if (drops) AttentionScore.Drop<T, TLayout>(s, weights);
                AttentionTile.Store<T, TLayout>(weights, s);
                half = AttentionTile.Accumulate<T, TLayout>(toValues, weights, chunk, half, a.ResultRows(dy, batch, head, query, slice), a.ValueWidth - slice, blocks, wide);
                AttentionTile.StartAccumulate(chunk, half, a.QueryRows(x, batch, head, query, slice), a.Width - slice, blocks, wide);
                Group.Barrier(); // all have read the weights
                AttentionTile.Store<T, TLayout>(weights, dp);
                half = AttentionTile.Accumulate<T, TLayout>(toKeys, weights, chunk, half, a.QueryRows(x, batch, head, query, slice), a.Width - slice, blocks, wide);
            }
        }
        long at = (((long)batch * a.KeyHeads) + keyHead) * a.Keys + first;
        AttentionTile.Write<T, TLayout>(dk, at * a.Width, keys, a.Width, slice, toKeys, blocks, a.Scale, wide);
        AttentionTile.Write<T, TLayout>(dv, at * a.ValueWidth, keys, a.ValueWidth, slice, toValues, blocks, T.One, wide);
    }

    /// <summary>delta[row] = Σ dy · y of each row. Group: DimX work-items a row, DimY rows.</summary>
    public static void Delta<T>(ArrayView<T> dy, ArrayView<T> y, ArrayView<T> delta, long rows, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        long row = ((long)Grid.IdxX * Group.DimY) + Group.IdxY;
        T dot = RowSums.Sum(scratch, new Products<T>(dy, y, row * length, 1), row < rows ? length : 0);
        if (row < rows && Group.IdxX == 0) delta[row] = dot;
    }
}
