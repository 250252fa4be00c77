using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Scores: their masks, and the weights that dropout takes away.</summary>
internal static class AttentionScore
{
    /// <summary>scale · <paramref name="dot"/> + masks; −∞ where attention is forbidden or the tile reaches beyond the operands.</summary>
    public static T Masked<T>(AttentionShape<T> a, AttentionInputs<T> x, T dot, int batch, int head, int query, int key)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (query >= a.Queries || key >= a.Visible(query)) return T.NegativeInfinity;
        if (x.Mask.IsValid && x.Mask[(batch * a.MaskBatch) + (head * a.MaskHead) + (query * a.MaskQuery) + (key * a.MaskKey)] != 0) return T.NegativeInfinity;
        if (x.Padding.IsValid && x.Padding[(batch * a.PaddingBatch) + (head * a.PaddingHead) + (query * a.PaddingQuery) + (key * a.PaddingKey)] != 0) return T.NegativeInfinity;
        T score = dot * a.Scale;
        return x.Bias.IsValid ? score + x.Bias[(batch * a.BiasBatch) + (head * a.BiasHead) + (query * a.BiasQuery) + (key * a.BiasKey)] : score;
    }

    /// <summary>
    /// Makes a tile's products the scores of queries and keys from the given ones on; queries are the tile's rows, or its columns.
    /// A tile of which every query sees every key takes no question for each; others pass through shared memory, which nobody else may
    /// use: with all scores in registers the questions would stand there once for each.
    /// </summary>
    public static void Mask<T, TLayout>(AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> s, ArrayView<T> tile, int batch, int head, int query, int key, bool queriesAreColumns)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        if (!x.Mask.IsValid && !x.Padding.IsValid && !x.Bias.IsValid && key + AttentionTile.Size <= a.Visible(query))
        {
            for (int i = 0; i < TLayout.Rows * TLayout.Columns; i++)
            {
                Unroll.Fully();
                s[i] = s[i] * a.Scale;
            }
            return;
        }
        AttentionTile.Store<T, TLayout>(tile, s);
        for (int n = 0; n < TLayout.Rows * TLayout.Columns; n += 4)
        {
            Unroll.By(1);
            for (int m = n; m < n + 4; m++)
            {
                Unroll.Fully();
                int row = TLayout.FirstRow + TLayout.ToRow(m / TLayout.Columns), column = TLayout.FirstColumn + TLayout.ToColumn(m % TLayout.Columns), at = AttentionTile.Place<TLayout>(m);
                tile[at] = Masked(a, x, tile[at], batch, head, query + (queriesAreColumns ? column : row), key + (queriesAreColumns ? row : column));
            }
        }
        AttentionTile.Load<T, TLayout>(s, tile);
    }

    /// <summary>Dropout's factors for a tile, 0 or KeepScale, to where <see cref="AttentionTile.Place"/> finds them.</summary>
    /// <remarks>A random block has four neighbouring keys, which are not one work-item's.</remarks>
    public static void Factors<T>(AttentionShape<T> a, ArrayView<T> factors, int batch, int head, int query, int key, bool queriesAreColumns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Group.Barrier(); // a tile of scores may have been there
        for (int i = Group.LinearIndex; i < AttentionTile.Size * Group.DimX; i += Group.Size)
        {
            if (queriesAreColumns)
            {
                int column = i % AttentionTile.Size, row = i / AttentionTile.Size * 4, at = (row * AttentionTile.Pitch) + column;
                var keep = a.Keep(batch, head, query + column, key + row);
                factors[at] = keep.X;
                factors[at + AttentionTile.Pitch] = keep.Y;
                factors[at + (2 * AttentionTile.Pitch)] = keep.Z;
                factors[at + (3 * AttentionTile.Pitch)] = keep.W;
            }
            else
            {
                int row = i / Group.DimX, column = i % Group.DimX * 4;
                factors.Store4((row * AttentionTile.Pitch) + column, a.Keep(batch, head, query + row, key + column));
            }
        }
        Group.Barrier();
    }

    /// <summary>Multiplies a tile's numbers by dropout's factors.</summary>
    public static void Drop<T, TLayout>(ArrayView<T> s, ArrayView<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        for (int i = 0; i < TLayout.Rows * TLayout.Columns; i++)
        {
            Unroll.Fully();
            s[i] = s[i] * factors[AttentionTile.Place<TLayout>(i)];
        }
    }
}
