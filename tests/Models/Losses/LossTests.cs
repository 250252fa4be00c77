using Neuron.Autograd;
using Neuron.Models.Losses;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models.Losses;

public class LossTests
{
    [ReferenceTheory]
    [ReferenceCases("softmax_loss", "nll", "bce*", "mse*", "l1", "smooth_l1*", "huber*", "cosine_loss", "kl_*", "margin_ranking", "triplet", "info_nce")]
    public void Losses_match_reference(string name) => TensorReference.Check("softmax_loss", name, r => new() { ["y"] = Compute(name, r) });

    [ReferenceFact]
    public void Every_case_is_named() => ReferenceFile.Open("softmax_loss").AssertEveryCaseIsNamed(typeof(LossTests).Assembly,
        elsewhere: ["softmax_*", "log_softmax*", "softmin", "logsumexp", "ce_*"]); // by SoftmaxTests of the Autograd tests

    [Fact]
    public void Losses_without_reference_have_their_defining_values()
    {
        Tensor x = Tensor.From([0.5, -2.0, 3.0]), labels = Tensor.From([1.0, -1.0, -1.0]);
        Assert.Equal([0.5, 0, 4], x.HingeLoss(labels, Reduction.None).ToArray<double>());
        Assert.Equal([0.5, 3, 0], x.HingeEmbeddingLoss(labels, 1, Reduction.None).ToArray<double>());
        Tensor a = Tensor.From([1.0, 0, 0, 1], [2, 2]), b = Tensor.From([1.0, 0, 0, 2], [2, 2]);
        Assert.Equal([0, 0.75], a.CosineEmbeddingLoss(b, Tensor.From([1.0, -1]), 0.25, Reduction.None).ToArray<double>());
        Assert.Equal(0.5 * (Math.Log(4) + (9.0 / 4)), Tensor.From([1.0]).GaussianNllLoss(Tensor.From([4.0]), Tensor.From([4.0])).Item(), 12);
        Assert.Equal(Math.E - 3, Tensor.From([1.0]).PoissonNllLoss(Tensor.From([3.0])).Item(), 12);
    }

    [Fact]
    public void A_divergence_of_single_numbers_is_their_term() =>
        Assert.Equal(0.5 * (Math.Log(0.5) + 1), Tensor.Scalar(-1, DType.Float64).KlDivergence(Tensor.Scalar(0.5, DType.Float64)).Item(), 12);

    [Fact]
    public void Losses_of_integers_do_not_wrap()
    {
        Tensor x = Tensor.From(new byte[] { 0, 200 }), y = Tensor.From(new byte[] { 100, 180 }), labels = Tensor.From([1, -1]);
        Assert.Equal([10_000f, 400], x.MseLoss(y, Reduction.None).ToArray<float>());
        Assert.Equal([100f, 20], x.L1Loss(y, Reduction.None).ToArray<float>());
        Assert.Equal([1f, 201], x.HingeLoss(labels, Reduction.None).ToArray<float>());
        Assert.Equal([0f, 50], x.HingeEmbeddingLoss(labels, 250, Reduction.None).ToArray<float>());
        Assert.Equal(Math.Exp(2) - 400, Tensor.From(new byte[] { 2 }).PoissonNllLoss(Tensor.From(new byte[] { 200 })).Item(), 1e-4);
        Assert.Equal(DType.Float64, x.MseLoss(y.To(DType.Float64)).DType);
    }

    [Fact]
    public void Binary_cross_entropy_has_PyTorchs_gradients_at_saturated_probabilities()
    {
        var p = Tensor.From([0f, 0, 1, 1, 0.25f]).WithGrad();
        var losses = p.BinaryCrossEntropy(Tensor.From([0f, 1, 0, 1, 1]), Reduction.None);
        Assert.Equal([0f, 100, 100, 0, MathF.Log(4)], losses.ToArray<float>());
        losses.Sum().Backward();
        Assert.Equal([0f, -1 / 1e-12f, 1 / 1e-12f, 0, -4], p.Grad!.ToArray<float>()); // (p − t) / max(p(1 − p), 1e-12)
    }

    [Fact]
    public void Binary_cross_entropy_has_the_gradients_of_its_differences()
    {
        Tensor p = Tensor.From([0.2, 0.5, 0.9], [3]), t = Tensor.From([0, 0.3, 1], [3]);
        var result = GradCheck.Run(x => x[0].BinaryCrossEntropy(x[1], Reduction.None), [p, t]);
        Assert.True(result.First < 1e-8 && result.Second < 1e-7, $"{result}");
        Assert.Equal(1e-30, Tensor.From([1e-30]).BinaryCrossEntropy(Tensor.From([0.0])).Item(), 1e-45); // 1 − p is 1
    }

    [Fact]
    public void An_ignored_item_counts_nothing_even_where_its_probability_is_zero()
    {
        Tensor x = Tensor.From([double.NegativeInfinity, 0, -2, -3], [2, 2]).WithGrad(), weights = Tensor.From([1.0, 2]).WithGrad();
        var loss = x.NllLoss(Tensor.From([-100L, 1]), weights);
        Assert.Equal(3, loss.Item());
        loss.Backward();
        Assert.Equal([0, 0, 0, -1], x.Grad!.ToArray<double>());
        Assert.Equal([0.0, 0], weights.Grad!.ToArray<double>());
    }

    [Fact]
    public void A_variance_may_be_one_a_row_and_has_a_gradient_below_its_least_value()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 5], [2, 2]), y = Tensor.From([2.0, 2, 2, 2], [2, 2]), rows = Tensor.From([4.0, 1]);
        Tensor whole = x.GaussianNllLoss(y, rows.Unsqueeze(-1).Expand(2, 2), reduction: Reduction.None);
        Assert.Equal(whole.ToArray<double>(), x.GaussianNllLoss(y, rows, reduction: Reduction.None).ToArray<double>());
        Assert.Equal(whole.ToArray<double>(), x.GaussianNllLoss(y, rows.Unsqueeze(-1), reduction: Reduction.None).ToArray<double>());

        var small = Tensor.From([-1f]).WithGrad();
        var loss = Tensor.From([1f]).GaussianNllLoss(Tensor.From([2f]), small, epsilon: 0.25);
        Assert.Equal(0.5f * (MathF.Log(0.25f) + 4), (float)loss.Item(), 1e-6f);
        loss.Backward();
        Assert.Equal(-6f, small.Grad!.ToArray<float>()[0]); // ½ (1/v − d²/v²) at v = ε
    }

    [Fact]
    public void Divergence_from_a_distribution_with_zeros_is_finite() =>
        Assert.Equal(Math.Log(2), Tensor.From([0.5, 0.5], [1, 2]).Log().KlDivergence(Tensor.From([1.0, 0.0], [1, 2])).Item(), 12);

    [Fact]
    public void Shapes_that_would_broadcast_are_refused()
    {
        Tensor x = Tensor.Zeros([3]), y = Tensor.Zeros([3, 1]);
        Assert.Contains("[3] and [3, 1]", Assert.Throws<ShapeException>(() => x.MseLoss(y)).Message);
        Assert.Throws<ShapeException>(() => x.BinaryCrossEntropyWithLogits(y));
        Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3]).NllLoss(Tensor.From([1L, 2, 0])));
        Assert.Throws<ShapeException>(() => x.PoissonNllLoss(y));
        Assert.Throws<ShapeException>(() => x.GaussianNllLoss(x, y));
        Assert.Throws<ShapeException>(() => x.MarginRankingLoss(x, y));
        Assert.Throws<ShapeException>(() => Tensor.Ones([3, 2]).CosineEmbeddingLoss(Tensor.Ones([3, 2]), y));
        Assert.Throws<ArgumentOutOfRangeException>(() => y.InfoNceLoss(y, temperature: 0));
        Tensor rows = Tensor.Ones([3, 2]), row = Tensor.Ones([1, 2]), labels = Tensor.Ones([3]);
        Assert.Equal("CosineLoss: shapes [3, 2] and [1, 2] differ; expected equal ones.", Assert.Throws<ShapeException>(() => rows.CosineLoss(row)).Message);
        Assert.Equal("CosineLoss: shapes [3, 2] and [3, 1] differ; expected equal ones.", Assert.Throws<ShapeException>(() => rows.CosineLoss(y + 1)).Message);
        Assert.Equal("CosineEmbeddingLoss: shapes [1, 2] and [3, 2] differ; expected equal ones.", Assert.Throws<ShapeException>(() => row.CosineEmbeddingLoss(rows, labels)).Message);
    }

    private static Tensor Compute(string name, TensorReference r) => name switch
    {
        "nll" => r["logp"].NllLoss(r["target"]),
        "bce" => r["p"].BinaryCrossEntropy(r["t"]),
        "bce_logits" => r["x"].BinaryCrossEntropyWithLogits(r["t"]),
        "bce_logits_pos" => r["x"].BinaryCrossEntropyWithLogits(r["t"], r["pos_weight"], Reduction.None),
        "mse" => r["a"].MseLoss(r["b"]),
        "mse_sum" => r["a"].MseLoss(r["b"], Reduction.Sum),
        "l1" => r["a"].L1Loss(r["b"]),
        "smooth_l1_b1" => r["a"].SmoothL1Loss(r["b"]),
        "smooth_l1_b03" => r["a"].SmoothL1Loss(r["b"], 0.3),
        "huber_d05" => r["a"].HuberLoss(r["b"], 0.5),
        "cosine_loss" => r["a"].CosineLoss(r["b"]),
        "kl_mean" => r["x"].LogSoftmax(1).KlDivergence(r["t"].Softmax(1), perItem: false),
        "kl_batchmean" => r["x"].LogSoftmax(1).KlDivergence(r["t"].Softmax(1)),
        "kl_log_target" => r["x"].LogSoftmax(1).KlDivergence(r["t"].LogSoftmax(1), logTarget: true),
        "margin_ranking" => r["a"].MarginRankingLoss(r["b"], r["y"], 0.2),
        "triplet" => r["a"].TripletMarginLoss(r["p"], r["n"]),
        _ => r["a"].InfoNceLoss(r["b"]),
    };
}
