using System.Numerics;

namespace Neuron.Kernels.Cpu.Attention;

/// <summary>Operands of attention over [batch, heads, length, width].</summary>
internal unsafe struct AttentionArguments<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Queries a piece of work takes at a time, and keys per block of scores.</summary>
    public const int QueryBlock = 128, KeyBlock = 256;

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
}
