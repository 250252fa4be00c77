namespace Neuron.Models;

/// <summary>The heads of attention, beside one another in a projection's channels.</summary>
internal static class AttentionHeads
{
    /// <summary>[B, T, heads · D] → [B, heads, T, D]. A view.</summary>
    public static Tensor Split(Tensor x, int heads) => x.Reshape(x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads).Transpose(1, 2);

    /// <summary>[B, heads, T, D] → [B, T, heads · D]. A view where the heads lie as a projection leaves them.</summary>
    public static Tensor Join(Tensor x) => x.Transpose(1, 2).Reshape(x.Shape[0], x.Shape[2], x.Shape[1] * x.Shape[3]);

    /// <summary>The three parts [B, T, W] of a joint projection [B, T, 3 · W]. Views.</summary>
    public static (Tensor Q, Tensor K, Tensor V) Parts(Tensor all)
    {
        int width = all.Shape[2] / 3;
        return (all.Slice(-1, 0, width), all.Slice(-1, width, 2 * width), all.Slice(-1, 2 * width));
    }
}
