using Neuron.Autograd;
using Neuron.Kernels.Cpu;
using Neuron.Primitives;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class AttentionTests
{
    // the weights, a second result of these cases, come from the composition; both add to the gradients
    [ReferenceTheory]
    [ReferenceCases("attention", "sdp_*")]
    public void Attention_matches_reference(string name) => TensorReference.Check("attention", name, r =>
    {
        double scale = name == "sdp_scale_v7" ? 0.2 : 1 / Math.Sqrt(r["q"].Shape[^1]);
        var mask = r.Find("mask");
        bool causal = name == "sdp_causal", isBool = mask?.DType == DType.Bool;
        var op = new Attention(scale, causal, false, false, false, 0, 0, 0);
        return new()
        {
            ["y"] = Tensor.ScaledDotProductAttention(r["q"], r["k"], r["v"], mask, isCausal: causal, scale: scale),
            ["p"] = op.Scores(r["q"], r["k"], isBool ? null : mask, isBool ? mask : null, null).Softmax(),
        };
    });

    public static TheoryData<int, int, int, int, bool, double> Sizes => new()
    {
        { 2, 1, 1, 8, false, 0 }, { 1, 129, 257, 16, false, 0 }, { 2, 130, 130, 24, true, 0 }, { 1, 300, 600, 33, true, 0.2 }, { 1, 3, 520, 64, true, 0 }, { 1, 40, 9, 8, true, 0.1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Tiled_attention_agrees_with_its_composition(int batch, int queries, int keys, int width, bool causal, double dropout)
    {
        var rng = new Rng(12);
        Tensor q = rng.Normal([batch, 4, queries, width]).WithGrad(), k = rng.Normal([batch, 2, keys, width]).WithGrad(), v = rng.Normal([batch, 2, keys, 5]).WithGrad();
        var dy = rng.Normal([batch, 4, queries, 5]);
        var op = new Attention(0.3, causal, false, false, false, dropout, 3, 16);
        var wide = new[] { q, k, v }.Select(t => t.To(DType.Float64).Detach().WithGrad()).ToArray();
        var expected = op.Compose(wide)[0];
        var actual = Dispatcher.RunMany(op, q, k, v)[0];
        int unseen = causal ? Math.Max(0, queries - keys) : 0; // the composition gives NaN there, the kernel 0
        Assert.All(actual.Slice(2, 0, unseen).ToArray<float>(), y => Assert.Equal(0, y));
        Near("y", expected.Slice(2, unseen), actual.Slice(2, unseen), 1e-5, 2e-6);
        if (unseen > 0) return;
        var found = (actual * dy).Sum().GradOf([q, k, v]);
        var wanted = (expected * dy.To(DType.Float64)).Sum().GradOf(wide);
        for (int i = 0; i < 3; i++) Near($"gradient {i}", wanted[i], found[i], 1e-5, 2e-6 * Math.Sqrt(queries));
    }

    /// <summary>Heads beside one another, as a projection leaves them: the same bits, and on the CPU results that lie alike.</summary>
    [Theory]
    [InlineData(150, 150, true)]
    [InlineData(5, 300, false)]
    public void Heads_beside_one_another_give_the_same_bits(int queries, int keys, bool causal)
    {
        var rng = new Rng(13);
        Tensor[] projected = [rng.Normal([2, queries, 4, 8]), rng.Normal([2, keys, 2, 8]), rng.Normal([2, keys, 2, 5])];
        Tensor[] beside = [.. projected.Select(t => t.Transpose(1, 2).WithGrad())], apart = [.. beside.Select(t => t.Detach().Contiguous().WithGrad())];
        var dy = rng.Normal([2, queries, 4, 5]).Transpose(1, 2);
        Tensor y = Tensor.ScaledDotProductAttention(beside[0], beside[1], beside[2], isCausal: causal), expected = Tensor.ScaledDotProductAttention(apart[0], apart[1], apart[2], isCausal: causal);
        Assert.Equal(expected.ToArray<float>(), y.ToArray<float>());
        Tensor[] found = y.GradOf(beside, dy), wanted = expected.GradOf(apart, dy.Contiguous());
        for (int i = 0; i < 3; i++) Assert.Equal(wanted[i].ToArray<float>(), found[i].ToArray<float>());
        if (y.Device == Device.Cpu) Assert.All([y, .. found], t => Assert.True(t.Transpose(1, 2).IsContiguous));
    }

    [Fact]
    public void Query_without_any_key_gives_zero_and_finite_gradients()
    {
        var rng = new Rng(1);
        Tensor q = rng.Normal([1, 1, 2, 4]).WithGrad(), k = rng.Normal([1, 1, 3, 4]).WithGrad(), v = rng.Normal([1, 1, 3, 4]).WithGrad();
        var mask = Tensor.From([true, true, true, false, true, false], [2, 3]);
        var y = Tensor.ScaledDotProductAttention(q, k, v, mask);
        Assert.All(y.Select(2, 0).ToArray<float>(), e => Assert.Equal(0, e));
        Assert.All(y.Sum().GradOf([q, k, v]).SelectMany(g => g.ToArray<float>()), e => Assert.True(float.IsFinite(e)));
    }

    [Fact]
    public void Strided_heads_and_lower_ranks_give_the_same()
    {
        var rng = new Rng(2);
        var qkv = rng.Normal([2, 5, 3, 2, 8]); // [B, T, 3, H, D], as one projection gives it
        var parts = qkv.Permute(2, 0, 3, 1, 4).Unbind(0);
        var y = Tensor.ScaledDotProductAttention(parts[0], parts[1], parts[2]);
        Assert.Equal(Tensor.ScaledDotProductAttention(parts[0].Clone(), parts[1].Clone(), parts[2].Clone()).ToArray<float>(), y.ToArray<float>());
        var one = Tensor.ScaledDotProductAttention(parts[0].Select(1, 1), parts[1].Select(1, 1), parts[2].Select(1, 1));
        Assert.Equal(y.Select(1, 1).ToArray<float>(), one.ToArray<float>());
        var item = Tensor.ScaledDotProductAttention(parts[0].Select(1, 1).Select(0, 1), parts[1].Select(1, 1).Select(0, 1), parts[2].Select(1, 1).Select(0, 1));
        Assert.Equal(one.Select(0, 1).ToArray<float>(), item.ToArray<float>());
    }

    [Fact]
    public void Attention_gives_the_same_bits_for_any_thread_count()
    {
        int before = WorkerPool.Threads;
        try
        {
            var results = new List<float[]>();
            foreach (int threads in new[] { 1, 2, 3 })
            {
                WorkerPool.Threads = threads;
                var rng = new Rng(4);
                Tensor q = rng.Normal([2, 4, 150, 16]).WithGrad(), k = rng.Normal([2, 2, 300, 16]).WithGrad(), v = rng.Normal([2, 2, 300, 16]).WithGrad();
                var y = Tensor.ScaledDotProductAttention(q, k, v, isCausal: true, dropout: 0.1, rng: new Rng(9));
                results.Add([.. y.ToArray<float>(), .. y.Square().Sum().GradOf([q, k, v]).SelectMany(t => t.ToArray<float>())]);
            }
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        Tensor q = Tensor.Zeros([2, 3, 4, 8]), k = Tensor.Zeros([2, 3, 5, 8]);
        Assert.Contains("key", Assert.Throws<ShapeException>(() => Tensor.ScaledDotProductAttention(q, k.Slice(3, 0, 7), k)).Message);
        Assert.Contains("value", Assert.Throws<ShapeException>(() => Tensor.ScaledDotProductAttention(q, k, q)).Message);
        Assert.Throws<ShapeException>(() => Tensor.ScaledDotProductAttention(q, k.Slice(1, 0, 2), k.Slice(1, 0, 2)));
        Assert.Throws<ShapeException>(() => Tensor.ScaledDotProductAttention(q, k, k, keyPadding: Tensor.Zeros([2, 4], DType.Bool)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.ScaledDotProductAttention(q, k, k, dropout: 1));
    }

    private static void Near(string what, Tensor expected, Tensor actual, double rtol, double atol) =>
        Closeness.Check(what, actual.Shape.ToArray(), expected.ToArray<double>(), actual.To(DType.Float64).ToArray<double>(), rtol, atol);
}
