using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Scores of single pairs of query and key.</summary>
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

    /// <summary>Multiplies four numbers, <paramref name="step"/> apart, by their factors.</summary>
    public static void Drop<T>(ArrayView<T> s, int at, int step, Vec4<T> keep)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        s[at] = s[at] * keep.X;
        s[at + step] = s[at + step] * keep.Y;
        s[at + (2 * step)] = s[at + (2 * step)] * keep.Z;
        s[at + (3 * step)] = s[at + (3 * step)] * keep.W;
    }
}
