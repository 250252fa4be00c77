using Neuron.Kernels.Operators;

namespace Neuron.Primitives;

/// <summary>softmax(Scale · q·kᵀ + masks) · v, with dropout of the weights (arXiv 1706.03762, §3.2.1).</summary>
/// <remarks>
/// Inputs: q [B, H, L, D], k [B, G, S, D], v [B, G, S, E] with G dividing H (query heads share keys in groups), then if there are any an
/// additive mask, a bool mask (true = may not attend) and a bool padding mask, each broadcast to [B, H, L, S]. Outputs: y [B, H, L, E],
/// and the log-sum-exp of every row of scores for the gradient. Causal: key j is seen by query i if j − (S − L) ≤ i. A query that may
/// attend to nothing gives 0.
/// </remarks>
internal sealed record Attention(double Scale, bool IsCausal, bool HasBias, bool HasMask, bool HasPadding, double Dropout, ulong Seed, ulong Counter)
    : Primitive, IRandomPrimitive
{
    public Rng? Stream { get; init; }

    public override string Name => "attention";

    public override int Outputs => 2;

    public override int Auxiliary => 0b10;

    /// <summary>Philox blocks that the mask of one call takes: each row of it starts on a block of its own.</summary>
    public static long Blocks(Shape q, Shape k) => (long)q[0] * q[1] * q[2] * DropoutMask.Blocks(k[2]);

    public Tensor? BiasOf(ReadOnlySpan<Tensor> x) => HasBias ? x[3] : null;

    public Tensor? MaskOf(ReadOnlySpan<Tensor> x) => HasMask ? x[3 + (HasBias ? 1 : 0)] : null;

    public Tensor? PaddingOf(ReadOnlySpan<Tensor> x) => HasPadding ? x[3 + (HasBias ? 1 : 0) + (HasMask ? 1 : 0)] : null;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        Shape q = x[0].Shape, k = x[1].Shape, v = x[2].Shape;
        if (q.Rank != 4) throw ShapeException.Expected($"{Name} (query)", "[B, H, L, D]", x[0]);
        if (k.Rank != 4 || k[0] != q[0] || k[3] != q[3] || k[1] == 0 || q[1] % k[1] != 0)
            throw ShapeException.Expected($"{Name} (key)", $"[{q[0]}, G, S, {q[3]}] with G a divisor of {q[1]}, for a query {q}", x[1]);
        if (v.Rank != 4 || v[..3] != k[..3]) throw ShapeException.Expected($"{Name} (value)", $"[{k[0]}, {k[1]}, {k[2]}, E], as the key", x[2]);
        Shape scores = [q[0], q[1], q[2], k[2]];
        foreach (var mask in x[3..])
            if (mask.Shape != scores) throw ShapeException.Expected($"{Name} (mask)", $"{scores}", mask);
        foreach (var other in x[1..])
            if (other.DType != x[0].DType && other.DType != DType.Bool) throw ShapeException.DTypeOf(Name, other, $"{x[0].DType.Label}, as the query (masks also bool)");
        var spec = FloatingPoint.Spec(Name, x[0], output == 0 ? [.. q[..3], v[3]] : q[..3]);
        return output == 0 ? LaidAs(x[0], spec) : spec;
    }

    /// <summary>Of both products with every key, those that causality forbids included.</summary>
    public override double Operations(ReadOnlySpan<Tensor> x) => 2.0 * x[0].Shape[0] * x[0].Shape[1] * x[0].Shape[2] * x[1].Shape[2] * (x[0].Shape[3] + x[2].Shape[3]);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Attention(this, x, y[0], y[1]);

    /// <summary>Heads beside one another at each position if those of <paramref name="like"/> are, as a projection leaves them: joining the heads then copies nothing. On the CPU alone.</summary>
    internal static TensorSpec LaidAs(Tensor like, TensorSpec spec)
    {
        Shape s = spec.Shape;
        return like.Device == Device.Cpu && like.Strides[1] < like.Strides[2]
            ? spec with { Strides = [(long)s[1] * s[2] * s[3], s[3], (long)s[1] * s[3], 1] }
            : spec;
    }

    public override Tensor[] Compose(ReadOnlySpan<Tensor> x)
    {
        Shape q = x[0].Shape, k = x[1].Shape;
        var scores = Scores(x[0], Shared(x[1], q[1]), BiasOf(x), MaskOf(x), PaddingOf(x));
        var weights = Weights(scores);
        if (Dropout > 0)
        {
            var ones = Tensor.Ones([q[0], q[1], q[2], (int)DropoutMask.Blocks(k[2]) * DropoutMask.BlockElements], x[0].DType, x[0].Device);
            weights *= Dispatcher.Run(new Dropout(Dropout, Seed, Counter) { Stream = Stream }, ones).Slice(-1, 0, k[2]);
        }
        return [weights.MatMul(Shared(x[2], q[1]))];
    }

    /// <summary>[B, G, S, D] → [B, heads, S, D]: each key head for its group of query heads.</summary>
    public static Tensor Shared(Tensor x, int heads)
    {
        Shape s = x.Shape;
        return s[1] == heads ? x : x.Unsqueeze(2).Expand(s[0], s[1], heads / s[1], s[2], s[3]).Reshape(s[0], heads, s[2], s[3]);
    }

    /// <summary>Softmax of masked scores; 0 for a query that may attend to nothing.</summary>
    public static Tensor Weights(Tensor scores)
    {
        if (scores.Size == 0) return scores;
        var zero = Tensor.Scalar(0, scores.DType, scores.Device);
        var sees = scores.Max(-1, keepDims: true).Ne(double.NegativeInfinity);
        return Tensor.Where(sees, Tensor.Where(sees, scores, zero).Softmax(), zero); // its scores replaced too, or their gradient would be NaN
    }

    /// <summary>The masked scores of equally many heads.</summary>
    public Tensor Scores(Tensor q, Tensor k, Tensor? bias, Tensor? mask, Tensor? padding)
    {
        var scores = q.MatMul(k.Mt) * Scale;
        if (bias is not null) scores += bias.To(scores.DType);
        var least = Tensor.Scalar(double.NegativeInfinity, q.DType, q.Device);
        if (IsCausal)
        {
            int queries = q.Shape[2], keys = k.Shape[2];
            var later = Tensor.Arange(keys, q.Device).Gt(Tensor.Arange(keys - queries, keys, 1, DType.Int64, q.Device).Unsqueeze(1));
            scores = Tensor.Where(later, least, scores);
        }
        if (mask is not null) scores = Tensor.Where(mask, least, scores);
        return padding is null ? scores : Tensor.Where(padding, least, scores);
    }
}

/// <summary>dq, dk and dv of <see cref="Primitives.Attention"/>.</summary>
/// <remarks>Inputs: dy, y, log-sums, then the inputs of the attention.</remarks>
internal sealed record AttentionGradient(Attention Of) : Primitive, IRandomPrimitive
{
    public override string Name => "attention_gradient";

    public override int Outputs => 3;

    public ulong Seed => Of.Seed;

    public ulong Counter => Of.Counter;

    public Rng? Stream => Of.Stream;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        Attention.LaidAs(x[3 + output], new(x[3 + output].Shape, x[3 + output].DType));

    /// <summary>The scores anew, and two products for each of the forward's two.</summary>
    public override double Operations(ReadOnlySpan<Tensor> x) => (2 * Of.Operations(x[3..])) + (2.0 * x[3].Shape.Size * x[4].Shape[2]);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.AttentionGradient(Of, x[0], x[1], x[2], x[3..], y[0], y[1], y[2]);
}
