namespace Neuron.Kernels.Cpu.Attention;

/// <summary>Element strides of a mask over [batch, heads, query, key].</summary>
internal readonly record struct MaskStrides(long Batch, long Head, long Query, long Key)
{
    public long At(int batch, int head, int query, int key) => (batch * Batch) + (head * Head) + (query * Query) + (key * Key);
}
