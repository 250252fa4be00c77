using System.Numerics;

namespace Neuron.Kernels.Cpu.Attention;

/// <summary>Operands of attention over [batch, heads, length, width].</summary>
internal unsafe struct AttentionArguments<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Queries a piece of work takes at a time, and keys per block of scores.</summary>
    public const int QueryBlock = 128, KeyBlock = 256;

    private const int DiagonalStep = 32;

    public HeadRows<T> Q, K, V;

    /// <summary>Additive mask, or null.</summary>
    public T* Bias;

    /// <summary>Masks whose true elements may not be attended to, or null.</summary>
    public byte* Mask, Padding;

    /// <summary>[batch, heads, query, key]; 0 along an axis that the mask does not have.</summary>
    public MaskStrides BiasStrides, MaskStrides, PaddingStrides;

    public int Batch, Heads, KeyHeads, Queries, Keys, Width, ValueWidth;
    public double Scale;
    public bool IsCausal;

    /// <summary>Dropout of the weights; 0 for none.</summary>
    public double Dropout;

    public ulong Seed, Counter;

    /// <summary>Query heads that share a head of keys and values.</summary>
    public readonly int Group => Heads / KeyHeads;

    /// <summary>Keys that query <paramref name="query"/> may see by causality: the last query sees them all.</summary>
    public readonly int Visible(int query) => IsCausal ? Math.Clamp(query + 1 + Keys - Queries, 0, Keys) : Keys;

    /// <summary>How many of a block of keys that query sees.</summary>
    public readonly int Visible(int query, int key, int keys) => Math.Clamp(Visible(query) - key, 0, keys);

    /// <summary>Where a block of scores begins in the triangle of those that causality allows, see <see cref="GemmArguments{T}.FirstRow"/>.</summary>
    public readonly int FirstRow(int query, int key) => query + Keys - Queries - key;

    /// <summary>The first of a block of queries that sees a key.</summary>
    public readonly int FirstToSee(int key, int query, int queries) => IsCausal ? Math.Clamp(key - (Keys - Queries), query, query + queries) : query;

    /// <summary>
    /// Rows (or columns) of a block of scores that a product takes at once: all, but few where causality cuts the block along its diagonal, so
    /// that little is multiplied that nobody may see.
    /// </summary>
    public readonly int Step(int query, int key, int keys, int all) => Visible(query) < key + keys ? Math.Min(all, DiagonalStep) : all;
}
