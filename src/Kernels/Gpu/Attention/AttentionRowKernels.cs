using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Attention for CPU devices: a work-item takes one query, or for dk and dv one key, and there are no barriers.</summary>
/// <remarks>The results, held in the cache, are summed in place; products run over neighbours side by side.</remarks>
internal static class AttentionRowKernels
{
    /// <summary>y and log-sum-exp of one query; see <see cref="AttentionKernels.Forward"/>.</summary>
    public static void Forward<T>(Index1D row, AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> y, ArrayView<T> logSums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int query = row.X % a.Queries, head = row.X / a.Queries % a.Heads, batch = row.X / a.Queries / a.Heads, keyHead = head / a.Group, seen = a.Visible(query);
        long at = (long)row.X * a.ValueWidth, queryAt = a.QueryAt(batch, head, query);
        T most = T.NegativeInfinity, sum = T.Zero;
        LaneSums.Clear(y, at, a.ValueWidth);
        for (int block = 0; block < seen; block += 4)
        {
            Vec4<T> keep = Keep(a, batch, head, query, block);
            for (int key = block; key < XMath.Min(block + 4, seen); key++)
            {
                T score = AttentionScore.Masked(a, x, LaneSums.Dot(x.Q, queryAt, x.K, a.KeyAt(batch, keyHead, key), a.Width), batch, head, query, key);
                if (score == T.NegativeInfinity) continue;
                if (score > most)
                {
                    T factor = T.Exp(most - score);
                    sum *= factor;
                    LaneSums.Scale(y, at, a.ValueWidth, factor);
                    most = score;
                }
                T p = T.Exp(score - most);
                sum += p;
                LaneSums.Add(y, at, x.V, a.ValueAt(batch, keyHead, key), a.ValueWidth, p * Element(keep, key - block));
            }
        }
        logSums[row] = sum == T.Zero ? T.PositiveInfinity : most + T.Log(sum);
        if (sum != T.Zero) LaneSums.Scale(y, at, a.ValueWidth, T.One / sum);
    }

    /// <summary>dq of one query; see <see cref="AttentionKernels.QueryGradient"/>.</summary>
    public static void QueryGradient<T>(Index1D row, AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> dy, ArrayView<T> logSums, ArrayView<T> delta, ArrayView<T> dq)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int query = row.X % a.Queries, head = row.X / a.Queries % a.Heads, batch = row.X / a.Queries / a.Heads, keyHead = head / a.Group, seen = a.Visible(query);
        long at = (long)row.X * a.Width, queryAt = a.QueryAt(batch, head, query), dyAt = (long)row.X * a.ValueWidth;
        LaneSums.Clear(dq, at, a.Width);
        for (int block = 0; block < seen; block += 4)
        {
            Vec4<T> keep = Keep(a, batch, head, query, block);
            for (int key = block; key < XMath.Min(block + 4, seen); key++)
            {
                long keyAt = a.KeyAt(batch, keyHead, key);
                T score = AttentionScore.Masked(a, x, LaneSums.Dot(x.Q, queryAt, x.K, keyAt, a.Width), batch, head, query, key);
                if (score == T.NegativeInfinity) continue;
                T dp = LaneSums.Dot(dy, dyAt, x.V, a.ValueAt(batch, keyHead, key), a.ValueWidth) * Element(keep, key - block);
                LaneSums.Add(dq, at, x.K, keyAt, a.Width, T.Exp(score - logSums[row]) * (dp - delta[row]) * a.Scale);
            }
        }
    }

    /// <summary>dk and dv of one key; see <see cref="AttentionKernels.KeyGradient"/>.</summary>
    public static void KeyGradient<T>(
        Index1D row, AttentionShape<T> a, AttentionInputs<T> x, ArrayView<T> dy, ArrayView<T> logSums, ArrayView<T> delta, ArrayView<T> dk, ArrayView<T> dv)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int key = row.X % a.Keys, keyHead = row.X / a.Keys % a.KeyHeads, batch = row.X / a.Keys / a.KeyHeads;
        long keysTo = (long)row.X * a.Width, valuesTo = (long)row.X * a.ValueWidth, keyAt = a.KeyAt(batch, keyHead, key), valueAt = a.ValueAt(batch, keyHead, key);
        LaneSums.Clear(dk, keysTo, a.Width);
        LaneSums.Clear(dv, valuesTo, a.ValueWidth);
        for (int head = keyHead * a.Group; head < (keyHead + 1) * a.Group; head++)
        {
            for (int query = a.FirstQuery(key); query < a.Queries; query++)
            {
                long number = a.Row(batch, head, query), queryAt = a.QueryAt(batch, head, query), dyAt = number * a.ValueWidth;
                T score = AttentionScore.Masked(a, x, LaneSums.Dot(x.K, keyAt, x.Q, queryAt, a.Width), batch, head, query, key);
                if (score == T.NegativeInfinity) continue;
                T p = T.Exp(score - logSums[number]), kept = Element(Keep(a, batch, head, query, key / 4 * 4), key % 4);
                T dp = LaneSums.Dot(x.V, valueAt, dy, dyAt, a.ValueWidth) * kept;
                LaneSums.Add(dv, valuesTo, dy, dyAt, a.ValueWidth, p * kept);
                LaneSums.Add(dk, keysTo, x.Q, queryAt, a.Width, p * (dp - delta[number]) * a.Scale);
            }
        }
    }

    private static Vec4<T> Keep<T>(AttentionShape<T> a, int batch, int head, int query, int key)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.Drops) return a.Keep(batch, head, query, key);
        Vec4<T> all;
        (all.X, all.Y, all.Z, all.W) = (T.One, T.One, T.One, T.One);
        return all;
    }

    private static T Element<T>(Vec4<T> v, int i)
        where T : unmanaged => i == 0 ? v.X : i == 1 ? v.Y : i == 2 ? v.Z : v.W;
}
