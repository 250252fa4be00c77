using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Scaled dot-product attention softmax(scale · q·kᵀ + masks) · v (arXiv 1706.03762, §3.2.1); no L × S matrix is stored.</summary>
    /// <remarks>
    /// Shapes: q [B, H, L, D], k [B, G, S, D], v [B, G, S, E] → [B, H, L, E]; B batch, H heads, G heads of keys (a divisor of H: query
    /// heads share them in groups), L queries, S keys. Tensors of rank 3 count as one head, [B, L, D]; of rank 2 as one item, too. A query
    /// that may attend to nothing gives 0.
    /// </remarks>
    /// <param name="q">Queries.</param>
    /// <param name="k">Keys.</param>
    /// <param name="v">Values.</param>
    /// <param name="mask">Broadcasts to [B, H, L, S]: bool, true = may not attend, or floating point, added to the scores.</param>
    /// <param name="keyPadding">[B, S] bool, true = a key that nobody attends to.</param>
    /// <param name="isCausal">Query i attends to keys 0 … i + S − L only: the last query sees every key.</param>
    /// <param name="scale">1/√D by default.</param>
    /// <param name="dropout">Probability with which a weight is dropped, in [0, 1).</param>
    /// <param name="rng">Stream of the dropout; <see cref="Rng.Default"/> by default.</param>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit.</exception>
    public static Tensor ScaledDotProductAttention(
        Tensor q, Tensor k, Tensor v, Tensor? mask = null, Tensor? keyPadding = null, bool isCausal = false, double? scale = null, double dropout = 0, Rng? rng = null)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        if (dropout is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "attention: dropout: expected 0 to below 1.");
        if (q.Rank is < 2 or > 4 || k.Rank != q.Rank || v.Rank != q.Rank)
            throw ShapeException.Expected("attention", "q, k and v of one rank, [B, H, L, D], [B, L, D] or [L, D]", q.Rank is < 2 or > 4 || k.Rank == q.Rank ? (v.Rank == q.Rank ? q : v) : k);
        if (q.Rank < 4)
        {
            int axis = q.Rank - 2; // one head before length and width
            var y = ScaledDotProductAttention(q.Unsqueeze(axis), k.Unsqueeze(axis), v.Unsqueeze(axis), q.Rank == 3 && mask?.Rank == 3 ? mask.Unsqueeze(1) : mask, keyPadding, isCausal, scale, dropout, rng);
            return y.Squeeze(axis);
        }
        var x = q.AsFloatingPoint();
        List<Tensor> operands = [x, k.To(x.DType), v.To(x.DType)];
        Shape scores = [q.Shape[0], q.Shape[1], q.Shape[2], k.Shape[2]];
        if (mask is not null) operands.Add((mask.DType == DType.Bool ? mask : mask.To(x.DType)).Expand(scores));
        if (keyPadding is not null)
        {
            Shape expected = [scores[0], scores[3]];
            if (keyPadding.Shape != expected || keyPadding.DType != DType.Bool) throw ShapeException.Expected("attention (key padding)", $"bools {expected}", keyPadding);
            operands.Add(keyPadding.Reshape(scores[0], 1, 1, scores[3]).Expand(scores));
        }
        var stream = dropout > 0 ? rng ?? Rng.Default : null;
        ulong counter = stream?.Reserve(Primitives.Attention.Blocks(q.Shape, k.Shape)) ?? 0;
        bool isBool = mask?.DType == DType.Bool;
        var op = new Attention(scale ?? 1 / Math.Sqrt(q.Shape[^1]), isCausal, mask is not null && !isBool, isBool, keyPadding is not null, dropout, stream?.Seed ?? 0, counter)
        {
            Stream = stream,
        };
        return Dispatcher.RunMany(op, operands.ToArray())[0];
    }
}
