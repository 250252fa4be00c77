using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>
/// Attention by tiles with running maxima and sums (arXiv 2205.14135, 2307.08691), and its gradients: no matrix of all scores, no
/// atomics. The weights are made anew from each row's log-sum-exp; dq is summed by query tiles, dk and dv by key tiles.
/// </summary>
/// <remarks>
/// Group: E × E work-items, tiles of 4E. Grid X: tiles of each head of each item; grid Z: slices of <c>blocks</c> · 4E columns of the
/// result. Shared: (64 + 4E) · (4E + 4) + 8E numbers, 35 KiB of float32 at E = 16.
/// </remarks>
internal static class AttentionKernels
{
    /// <summary>y = softmax(scale · q·kᵀ + masks) · v, and the log-sum-exp of each row of scores, +∞ for a row without any key.</summary>
    public static void Forward<T>(AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> y, ArrayView<T> logSums, SpecializedValue<int> blocks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var chunk = SharedMemory.Allocate<T>(2 * AttentionTile.Depth * ((4 * Group.DimX) + 4));
        var weights = SharedMemory.Allocate<T>(4 * Group.DimX * ((4 * Group.DimX) + 4));
        var most = SharedMemory.Allocate<T>(4 * Group.DimX);
        var factors = SharedMemory.Allocate<T>(4 * Group.DimX);
        var s = LocalMemory.Allocate<T>(16);
        var o = LocalMemory.Allocate<T>(16 * blocks);
        var sums = LocalMemory.Allocate<T>(4);
        int tile = 4 * Group.DimX, pitch = tile + 4, tiles = (a.Queries + tile - 1) / tile;
        int head = Grid.IdxX / tiles % a.Heads, batch = Grid.IdxX / tiles / a.Heads, keyHead = head / a.Group, first = Grid.IdxX % tiles * tile;
        int queries = XMath.Min(tile, a.Queries - first), slice = Grid.IdxZ * tile * blocks, seen = a.Visible(first + queries - 1);
        for (int row = Group.LinearIndex; row < tile; row += Group.Size) most[row] = T.NegativeInfinity;
        for (int key = 0; key < seen; key += tile)
        {
            int keys = XMath.Min(tile, a.Keys - key);
            AttentionTile.Product(
                s, chunk, x.Q, a.QueryAt(batch, head, first), a.QPosition, queries, x.K, a.KeyAt(batch, keyHead, key), a.KPosition, keys, a.Width);
            for (int i = 0; i < 4; i++)
            {
                Unroll.Fully();
                T largest = T.NegativeInfinity;
                for (int j = 0; j < 4; j++)
                {
                    Unroll.Fully();
                    T score = AttentionScore.Masked(a, x, s[(4 * i) + j], batch, head, first + (4 * Group.IdxY) + i, key + (4 * Group.IdxX) + j);
                    s[(4 * i) + j] = score;
                    if (score > largest) largest = score;
                }
                weights[(((4 * Group.IdxY) + i) * pitch) + Group.IdxX] = largest; // the weights are not there yet: their place serves the reduction
            }
            Group.Barrier();
            for (int row = Group.LinearIndex; row < tile; row += Group.Size)
            {
                T before = most[row], now = before;
                for (int column = 0; column < Group.DimX; column++)
                {
                    T other = weights[(row * pitch) + column];
                    if (other > now) now = other;
                }
                most[row] = now;
                factors[row] = now > before ? T.Exp(before - now) : T.One;
            }
            Group.Barrier();
            for (int i = 0; i < 4; i++)
            {
                Unroll.Fully();
                int row = (4 * Group.IdxY) + i;
                T factor = factors[row], shift = most[row], sum = T.Zero;
                if (shift == T.NegativeInfinity) shift = T.Zero; // no key so far: −∞ − −∞ would be NaN
                for (int j = 0; j < 4; j++)
                {
                    Unroll.Fully();
                    T p = T.Exp(s[(4 * i) + j] - shift);
                    s[(4 * i) + j] = p;
                    sum += p;
                }
                sums[i] = (sums[i] * factor) + sum;
                for (int j = 0; j < 4 * blocks; j++)
                {
                    Unroll.Fully();
                    int at = (16 * (j / 4)) + (4 * i) + (j % 4);
                    o[at] = o[at] * factor;
                }
                if (a.Drops) AttentionScore.Drop(s, 4 * i, 1, a.Keep(batch, head, first + row, key + (4 * Group.IdxX)));
            }
            AttentionTile.StoreTransposed(weights, s);
            AttentionTile.Accumulate(o, weights, chunk, x.V, a.ValueAt(batch, keyHead, key) + slice, a.VPosition, keys, a.ValueWidth - slice, blocks);
        }
        Group.Barrier();
        for (int i = 0; i < 4; i++)
        {
            Unroll.Fully();
            weights[(((4 * Group.IdxY) + i) * pitch) + Group.IdxX] = sums[i];
        }
        Group.Barrier();
        for (int row = Group.LinearIndex; row < tile; row += Group.Size)
        {
            T sum = T.Zero;
            for (int column = 0; column < Group.DimX; column++) sum += weights[(row * pitch) + column];
            factors[row] = sum;
            if (slice == 0 && row < queries) logSums[a.Row(batch, head, first + row)] = sum == T.Zero ? T.PositiveInfinity : most[row] + T.Log(sum);
        }
        Group.Barrier();
        for (int i = 0; i < 4; i++)
        {
            Unroll.Fully();
            int row = (4 * Group.IdxY) + i;
            T sum = factors[row];
            if (row < queries)
                AttentionTile.WriteRow(y, a.Row(batch, head, first + row) * a.ValueWidth, a.ValueWidth, slice, o, blocks, i, sum == T.Zero ? T.Zero : T.One / sum);
        }
    }

    /// <summary>dq = scale · ds · k with ds = p · (dp − δ), dp = dy · vᵀ, δ = Σ dy · y of each row.</summary>
    public static void QueryGradient<T>(AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> dy, ArrayView<T> logSums, ArrayView<T> delta, ArrayView<T> dq, SpecializedValue<int> blocks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var chunk = SharedMemory.Allocate<T>(2 * AttentionTile.Depth * ((4 * Group.DimX) + 4));
        var weights = SharedMemory.Allocate<T>(4 * Group.DimX * ((4 * Group.DimX) + 4));
        var s = LocalMemory.Allocate<T>(16);
        var dp = LocalMemory.Allocate<T>(16);
        var o = LocalMemory.Allocate<T>(16 * blocks);
        int tile = 4 * Group.DimX, tiles = (a.Queries + tile - 1) / tile;
        int head = Grid.IdxX / tiles % a.Heads, batch = Grid.IdxX / tiles / a.Heads, keyHead = head / a.Group, first = Grid.IdxX % tiles * tile;
        int queries = XMath.Min(tile, a.Queries - first), slice = Grid.IdxZ * tile * blocks, seen = a.Visible(first + queries - 1);
        long rows = a.Row(batch, head, first);
        for (int key = 0; key < seen; key += tile)
        {
            int keys = XMath.Min(tile, a.Keys - key);
            AttentionTile.Product(
                s, chunk, x.Q, a.QueryAt(batch, head, first), a.QPosition, queries, x.K, a.KeyAt(batch, keyHead, key), a.KPosition, keys, a.Width);
            AttentionTile.Product(
                dp, chunk, dy, rows * a.ValueWidth, a.ValueWidth, queries, x.V, a.ValueAt(batch, keyHead, key), a.VPosition, keys, a.ValueWidth);
            for (int i = 0; i < 4; i++)
            {
                Unroll.Fully();
                int row = (4 * Group.IdxY) + i;
                T logSum = row < queries ? logSums[rows + row] : T.PositiveInfinity, shift = row < queries ? delta[rows + row] : T.Zero;
                if (a.Drops) AttentionScore.Drop(dp, 4 * i, 1, a.Keep(batch, head, first + row, key + (4 * Group.IdxX)));
                for (int j = 0; j < 4; j++)
                {
                    Unroll.Fully();
                    T score = AttentionScore.Masked(a, x, s[(4 * i) + j], batch, head, first + row, key + (4 * Group.IdxX) + j);
                    s[(4 * i) + j] = T.Exp(score - logSum) * (dp[(4 * i) + j] - shift);
                }
            }
            AttentionTile.StoreTransposed(weights, s);
            AttentionTile.Accumulate(o, weights, chunk, x.K, a.KeyAt(batch, keyHead, key) + slice, a.KPosition, keys, a.Width - slice, blocks);
        }
        AttentionTile.Write(dq, rows * a.Width, queries, a.Width, slice, o, blocks, a.Scale);
    }

    /// <summary>dk = scale · dsᵀ · q and dv = pᵀ · dy, over all query heads that share the key's; rows of the tiles are keys, columns queries.</summary>
    public static void KeyGradient<T>(
        AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> dy, ArrayView<T> logSums, ArrayView<T> delta, ArrayView<T> dk, ArrayView<T> dv, SpecializedValue<int> blocks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var chunk = SharedMemory.Allocate<T>(2 * AttentionTile.Depth * ((4 * Group.DimX) + 4));
        var weights = SharedMemory.Allocate<T>(4 * Group.DimX * ((4 * Group.DimX) + 4));
        var s = LocalMemory.Allocate<T>(16);
        var dp = LocalMemory.Allocate<T>(16);
        var toKeys = LocalMemory.Allocate<T>(16 * blocks);
        var toValues = LocalMemory.Allocate<T>(16 * blocks);
        int tile = 4 * Group.DimX, tiles = (a.Keys + tile - 1) / tile;
        int keyHead = Grid.IdxX / tiles % a.KeyHeads, batch = Grid.IdxX / tiles / a.KeyHeads, first = Grid.IdxX % tiles * tile;
        int keys = XMath.Min(tile, a.Keys - first), slice = Grid.IdxZ * tile * blocks;
        for (int head = keyHead * a.Group; head < (keyHead + 1) * a.Group; head++)
        {
            for (int query = a.FirstQuery(first); query < a.Queries; query += tile)
            {
                int queries = XMath.Min(tile, a.Queries - query);
                long rows = a.Row(batch, head, query);
                AttentionTile.Product(
                    s, chunk, x.K, a.KeyAt(batch, keyHead, first), a.KPosition, keys, x.Q, a.QueryAt(batch, head, query), a.QPosition, queries, a.Width);
                AttentionTile.Product(
                    dp, chunk, x.V, a.ValueAt(batch, keyHead, first), a.VPosition, keys, dy, rows * a.ValueWidth, a.ValueWidth, queries, a.ValueWidth);
                for (int j = 0; j < 4; j++)
                {
                    Unroll.Fully();
                    int column = (4 * Group.IdxX) + j;
                    T logSum = column < queries ? logSums[rows + column] : T.PositiveInfinity, shift = column < queries ? delta[rows + column] : T.Zero;
                    for (int i = 0; i < 4; i++)
                    {
                        Unroll.Fully();
                        T score = AttentionScore.Masked(a, x, s[(4 * i) + j], batch, head, query + column, first + (4 * Group.IdxY) + i);
                        s[(4 * i) + j] = T.Exp(score - logSum);
                    }
                    Vec4<T> keep;
                    (keep.X, keep.Y, keep.Z, keep.W) = (T.One, T.One, T.One, T.One);
                    if (a.Drops) keep = a.Keep(batch, head, query + column, first + (4 * Group.IdxY));
                    AttentionScore.Drop(dp, j, 4, keep);
                    for (int i = 0; i < 4; i++)
                    {
                        Unroll.Fully();
                        dp[(4 * i) + j] = s[(4 * i) + j] * (dp[(4 * i) + j] - shift);
                    }
                    AttentionScore.Drop(s, j, 4, keep);
                }
                AttentionTile.StoreTransposed(weights, s);
                AttentionTile.Accumulate(toValues, weights, chunk, dy, (rows * a.ValueWidth) + slice, a.ValueWidth, queries, a.ValueWidth - slice, blocks);
                Group.Barrier(); // all have read the weights
                AttentionTile.StoreTransposed(weights, dp);
                AttentionTile.Accumulate(toKeys, weights, chunk, x.Q, a.QueryAt(batch, head, query) + slice, a.QPosition, queries, a.Width - slice, blocks);
            }
        }
        long at = (((long)batch * a.KeyHeads) + keyHead) * a.Keys + first;
        AttentionTile.Write(dk, at * a.Width, keys, a.Width, slice, toKeys, blocks, a.Scale);
        AttentionTile.Write(dv, at * a.ValueWidth, keys, a.ValueWidth, slice, toValues, blocks, T.One);
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
