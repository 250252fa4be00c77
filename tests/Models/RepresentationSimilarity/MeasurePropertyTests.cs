using Neuron.Models.RepresentationSimilarity;
using static Neuron.Tests.Models.RepresentationSimilarity.SpecMatrices;

namespace Neuron.Tests.Models.RepresentationSimilarity;

/// <summary>What the measures must not see, and what they must: guidance spec, table 9.4.</summary>
public class MeasurePropertyTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_maps = new()
    {
        ["translation"] = x => x + Vector(0.7, -1.3, 2.1),
        ["scale"] = x => x * 2.5,
        ["rotation"] = x => x.MatMul(Vector(0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, 1).Reshape(3, 3)),
        ["linear"] = x => x.MatMul(Vector(1, 0.5, -0.3, 0.2, -1.5, 0.4, 0.1, 0.3, 2).Reshape(3, 3)),
        ["permutation"] = x => x.MatMul(Vector(0, 1, 0, 0, 0, 1, 1, 0, 0).Reshape(3, 3)),
    };

    public static TheoryData<string> Names => [.. SimilarityMeasures.All.Select(m => m.Name)];

    [Theory]
    [InlineData("cka", "translation scale rotation permutation", "linear")]
    [InlineData("procrustes", "translation scale rotation permutation", "linear")]
    [InlineData("rsa-euclidean", "translation scale rotation permutation", "linear")]
    [InlineData("dcor", "translation scale rotation permutation", "linear")]
    [InlineData("cca", "translation scale rotation permutation linear", "")]
    [InlineData("cca-r2", "translation scale rotation permutation linear", "")]
    [InlineData("linear-regression", "translation scale rotation permutation linear", "")]
    [InlineData("rsa", "scale rotation permutation", "translation linear")]
    [InlineData("mutual-knn-2", "scale rotation permutation", "translation linear")]
    [InlineData("soft-matching", "translation scale permutation", "rotation linear")]
    [InlineData("cka-rbf", "translation scale rotation permutation", "linear")]
    [InlineData("pwcca", "translation scale permutation", "rotation linear")]
    public void Measure_sees_only_what_it_should(string name, string blindTo, string sees)
    {
        Func<Tensor, Tensor, double> measure = name == "mutual-knn-2" ? (x, y) => NearestNeighbours.Mutual(x, y, 2) : SimilarityMeasures.Get(name).Value;
        double value = measure(X, Z);
        foreach (string map in blindTo.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Assert.True(Math.Abs(measure(s_maps[map](X), Z) - value) < 1e-10, $"{name} changes under {map}");
        foreach (string map in sees.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Assert.True(Math.Abs(measure(s_maps[map](X), Z) - value) > 1e-4, $"{name} does not change under {map}");
    }

    [Theory, InlineData("kernel-alignment"), InlineData("cka-debiased"), InlineData("cka-minibatch"), InlineData("rsa-squared-euclidean"), InlineData("rsa")]
    public void Measure_of_large_activations_in_float32_is_that_of_small_ones(string name)
    {
        var measure = SimilarityMeasures.Get(name).Compute;
        Tensor x = X.To(DType.Float32), z = Z.To(DType.Float32);
        Assert.Equal(measure(x, z).Item(), measure(x * 1e5, z * 1e5).Item(), 1e-4); // float32, as for the known values
    }

    [Theory, InlineData("cka-rbf"), InlineData("dcor"), InlineData("rsa-euclidean"), InlineData("rsa-squared-euclidean")]
    public void Measure_of_activations_with_a_large_mean_in_float32_is_that_of_centred_ones(string name)
    {
        var measure = SimilarityMeasures.Get(name).Compute;
        Tensor x = X.To(DType.Float32), z = Z.To(DType.Float32);
        Assert.Equal(measure(x, z).Item(), measure(x + 4000, z - 4000).Item(), 2e-3); // the sums themselves are rounded to 2e-4
    }

    [Fact]
    public void Column_correlations_of_large_activations_in_float32_are_those_of_small_ones()
    {
        Tensor x = X.To(DType.Float32), z = Z.To(DType.Float32);
        Assert.Equal(Columns.Correlations(x, z).ToArray<float>(), Columns.Correlations(x * 1e10, z * 1e10).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Pwcca_is_blind_to_rotations_of_the_view_that_is_not_weighted()
    {
        var pwcca = SimilarityMeasures.Get("pwcca");
        Assert.Equal(pwcca.Value(X, Z), pwcca.Value(X, s_maps["rotation"](Z)), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Representation_is_most_similar_to_itself(string name)
    {
        var measure = SimilarityMeasures.Get(name);
        if (!measure.IsNormalised) return;
        Assert.Equal(measure.IsDistance ? 0 : 1, measure.Value(X, X), measure.IsDistance ? 1e-6 : 1e-10);
    }

    [Fact]
    public void Cka_of_a_scaled_and_moved_copy_and_of_a_rotated_one_is_one()
    {
        Assert.Equal(1, Cka.Linear(X, (X * 2) + 1).Item(), 1e-12);
        Assert.Equal(1, Cka.Linear(X, s_maps["rotation"](X)).Item(), 1e-12);
    }

    [Theory]
    [InlineData(64, 256, 256)]
    [InlineData(128, 64, 512)]
    public void Biased_cka_of_independent_noise_is_as_large_as_theory_says_and_the_debiased_is_not(int n, int p, int q)
    {
        var rng = new Rng(11);
        double biased = 0, debiased = 0;
        const int Draws = 6;
        for (int i = 0; i < Draws; i++)
        {
            Tensor x = rng.Normal([n, p], dtype: DType.Float64), y = rng.Normal([n, q], dtype: DType.Float64);
            biased += Cka.Linear(x, y).Item() / Draws;
            debiased += Cka.Debiased(x, y).Item() / Draws;
        }
        double expected = Math.Sqrt((double)p * q / ((double)(p + n) * (q + n)));
        Assert.Equal(expected, biased, 0.01); // standard error of 6 draws under 0.003
        Assert.Equal(0, debiased, 0.02);
    }

    [Fact]
    public void Samples_that_do_not_match_are_named()
    {
        var e = Assert.Throws<ShapeException>(() => Cka.Linear(X, Tensor.Zeros([7, 2])));
        Assert.Contains("cka: x has 8 samples, y has 7", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_measure_names_the_nearest() =>
        Assert.Contains("Did you mean 'cka'?", Assert.Throws<ArgumentException>(() => SimilarityMeasures.Get("ckq")).Message, StringComparison.Ordinal);

    [Fact]
    public void Too_few_samples_for_an_unbiased_estimate_are_named() =>
        Assert.Contains("at least 4 samples", Assert.Throws<ShapeException>(() => Cka.Debiased(Tensor.Zeros([3, 2]), Tensor.Zeros([3, 2]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Measures_of_fewer_samples_than_features_are_finite()
    {
        Tensor x = new Rng(1).Normal([6, 20], dtype: DType.Float64), y = new Rng(2).Normal([6, 30], dtype: DType.Float64);
        foreach (var measure in SimilarityMeasures.All) Assert.True(double.IsFinite(measure.Value(x, y)), measure.Name);
    }

    private static Tensor Vector(params double[] values) => Tensor.From(values);
}
