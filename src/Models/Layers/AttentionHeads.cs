namespace Neuron.Models;

/// <summary>The heads of attention, beside one another in a projection's channels.</summary>
internal static class AttentionHeads
{
    /// <summary>[B, T, heads · D] → [B, heads, T, D]. A view.</summary>
    public static Tensor Split(Tensor x, int heads) => x.Reshape(x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads).Transpose(1, 2);

    /// <summary>[B, heads, T, D] → [B, T, heads · D]. A view where the heads lie as a projection leaves them.</summary>
    public static Tensor Join(Tensor x) => x.Transpose(1, 2).Reshape(x.Shape[0], x.Shape[2], x.Shape[1] * x.Shape[3]);

    /// <summary>softmax(q·kᵀ/√D + masks)·v of each head, [B, H, L, E]; the weights are stored only where somebody sees them.</summary>
    /// <param name="q">[B, H, L, D].</param>
    /// <param name="k">[B, G, S, D], G a divisor of H: each key head serves a group of query heads.</param>
    /// <param name="v">[B, G, S, E].</param>
    /// <param name="weightsPoint">Sees the weights [B, H, L, S] before dropout.</param>
    /// <param name="mask">[L, S] or [B, H, L, S]: bool, true = may not attend, or floating point, added.</param>
    /// <param name="keyPadding">[B, S] bool, true = a key that nobody attends to.</param>
    /// <param name="isCausal">Query i attends to keys 0 … i + S − L only.</param>
    /// <param name="dropout">Of the weights.</param>
    /// <param name="weights">[B, H, L, S] if <paramref name="needsWeights"/> or if the point is watched, else null.</param>
    /// <param name="needsWeights">The caller wants them.</param>
    public static Tensor Mix(
        Tensor q, Tensor k, Tensor v, HookPoint weightsPoint, Tensor? mask, Tensor? keyPadding, bool isCausal, Dropout? dropout, bool needsWeights, out Tensor? weights)
    {
        weights = null;
        if (!needsWeights && !weightsPoint.IsWatched)
        {
            double dropped = dropout is { IsTraining: true } ? dropout.P : 0;
            return Tensor.ScaledDotProductAttention(q, k, v, mask, keyPadding, isCausal, dropout: dropped, rng: dropout?.Stream);
        }
        int heads = q.Shape[1];
        Shape keys = [q.Shape[0], k.Shape[2]];
        if (keyPadding is not null && (keyPadding.Shape != keys || keyPadding.DType != DType.Bool)) throw ShapeException.Expected("attention (key padding)", $"bools {keys}", keyPadding.Shape);
        bool forbids = mask?.DType == DType.Bool;
        var attention = new Primitives.Attention(1 / Math.Sqrt(q.Shape[3]), isCausal, HasBias: false, HasMask: false, HasPadding: false, Dropout: 0, Seed: 0, Counter: 0);
        var scores = attention.Scores(q, Primitives.Attention.Shared(k, heads), forbids ? null : mask, forbids ? mask : null, keyPadding?.Reshape(keys[0], 1, 1, keys[1]));
        weights = weightsPoint.Forward(Primitives.Attention.Weights(scores));
        return (dropout?.Forward(weights) ?? weights).MatMul(Primitives.Attention.Shared(v, heads));
    }

    /// <summary>Causal attention of a decoder's heads.</summary>
    /// <inheritdoc cref="Mix"/>
    public static Tensor Causal(Tensor q, Tensor k, Tensor v, HookPoint weightsPoint) =>
        Mix(q, k, v, weightsPoint, mask: null, keyPadding: null, isCausal: true, dropout: null, needsWeights: false, out _);

    /// <summary>The three parts [B, T, W] of a joint projection [B, T, 3 · W]. Views.</summary>
    public static (Tensor Q, Tensor K, Tensor V) Parts(Tensor all)
    {
        int width = all.Shape[2] / 3;
        return (all.Slice(-1, 0, width), all.Slice(-1, width, 2 * width), all.Slice(-1, 2 * width));
    }
}
