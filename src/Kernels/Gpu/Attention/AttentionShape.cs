using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Sizes, strides and options of attention over [batch, heads, position, width]; strides of the first three axes are free, the last is 1.</summary>
/// <typeparam name="T">The operands' type.</typeparam>
internal struct AttentionShape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Element strides of queries, keys and values.</summary>
    public long QBatch, QHead, QPosition, KBatch, KHead, KPosition, VBatch, VHead, VPosition;

    /// <summary>Element strides of the masks over [batch, head, query, key]; 0 along an axis that a mask does not have.</summary>
    public long BiasBatch, BiasHead, BiasQuery, BiasKey, MaskBatch, MaskHead, MaskQuery, MaskKey, PaddingBatch, PaddingHead, PaddingQuery, PaddingKey;

    /// <summary>The dropout mask's stream.</summary>
    public ulong Seed, Counter;

    public int Batch, Heads, KeyHeads, Queries, Keys, Width, ValueWidth;

    /// <summary>Numbers of the mask below it drop their weight.</summary>
    public uint Threshold;

    /// <summary>Factor of the scores, and of the weights that dropout keeps.</summary>
    public T Scale, KeepScale;

    public bool IsCausal, Drops;

    /// <summary>Query heads that share a head of keys and values.</summary>
    public readonly int Group => Heads / KeyHeads;

    /// <summary>Place of a query; likewise of a key and a value.</summary>
    public readonly long QueryAt(int batch, int head, int position) => (batch * QBatch) + (head * QHead) + (position * QPosition);

    public readonly long KeyAt(int batch, int keyHead, int position) => (batch * KBatch) + (keyHead * KHead) + (position * KPosition);

    public readonly long ValueAt(int batch, int keyHead, int position) => (batch * VBatch) + (keyHead * VHead) + (position * VPosition);

    /// <summary>Number of a query among all: its place in outputs that have one element a query.</summary>
    public readonly long Row(int batch, int head, int query) => ((((long)batch * Heads) + head) * Queries) + query;

    /// <summary>Queries from one on, from a column on; likewise keys and values, and rows of the result or its gradient.</summary>
    public readonly AttentionRows<T> QueryRows(AttentionInputs<T> x, int batch, int head, int first, int column = 0) =>
        new() { Data = x.Q, At = QueryAt(batch, head, first) + column, Stride = QPosition, Count = Queries - first };

    public readonly AttentionRows<T> KeyRows(AttentionInputs<T> x, int batch, int keyHead, int first, int column = 0) =>
        new() { Data = x.K, At = KeyAt(batch, keyHead, first) + column, Stride = KPosition, Count = Keys - first };

    public readonly AttentionRows<T> ValueRows(AttentionInputs<T> x, int batch, int keyHead, int first, int column = 0) =>
        new() { Data = x.V, At = ValueAt(batch, keyHead, first) + column, Stride = VPosition, Count = Keys - first };

    public readonly AttentionRows<T> ResultRows(ArrayView<T> y, int batch, int head, int first, int column = 0) =>
        new() { Data = y, At = (Row(batch, head, first) * ValueWidth) + column, Stride = ValueWidth, Count = Queries - first };

    /// <summary>Keys that a query may see by causality: the last query sees them all.</summary>
    public readonly int Visible(int query) => IsCausal ? XMath.Max(0, XMath.Min(query + 1 + Keys - Queries, Keys)) : Keys;

    /// <summary>The first query that sees a key.</summary>
    public readonly int FirstQuery(int key) => IsCausal ? XMath.Max(0, key - Keys + Queries) : 0;

    /// <summary>
    /// 0 or KeepScale for four weights of a query, from <paramref name="key"/> on, a multiple of 4: they share half a Philox
    /// block. A query's mask starts on a block of its own.
    /// </summary>
    public readonly Vec4<T> Keep(int batch, int head, int query, int key)
    {
        ulong row = Counter + (ulong)(Row(batch, head, query) * DropoutMask.Blocks(Keys));
        var (x, y, z, w) = DropoutMask.Four(Seed, row + (ulong)(key / DropoutMask.BlockElements), key % DropoutMask.BlockElements != 0, Threshold);
        Vec4<T> factors;
        factors.X = x >= Threshold ? KeepScale : default;
        factors.Y = y >= Threshold ? KeepScale : default;
        factors.Z = z >= Threshold ? KeepScale : default;
        factors.W = w >= Threshold ? KeepScale : default;
        return factors;
    }
}
