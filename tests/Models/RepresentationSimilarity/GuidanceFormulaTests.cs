using Neuron.Autograd;
using Neuron.Models.Losses;
using Neuron.Models.RepresentationSimilarity;
using static Neuron.Tests.Models.RepresentationSimilarity.SpecMatrices;

namespace Neuron.Tests.Models.RepresentationSimilarity;

/// <summary>The other formulas of the guidance paper: spec, table 9.5.</summary>
public class GuidanceFormulaTests
{
    private static readonly double[] s_student = [1, 2, -1, 0.5, 0, 0.3], s_teacher = [2, 0.5, -0.5, 0, 1, -1];
    private static readonly long[] s_labels = [1, 0];

    [Theory]
    [InlineData(false, 0.4202987409, 0.3064255749, -0.0101961471, -0.0230346379, -0.0049013245, 0.2154387853)] // the spec prints the norm as 0.2154387453; central differences give 0.21543878534
    [InlineData(true, 0.4372552207, 0.3071140719, 0.0015757851, 0.0548591509, -0.0032116168, 0.2487718420)]
    public void Intrinsic_dimension_regulariser_has_the_known_value_and_gradient(bool centred, double below, double above, double g0, double g1, double g2, double norm)
    {
        var regulariser = new IntrinsicDimensionRegulariser(target: 2, variance: 0.9, sharpness: 10, centred);
        var x = X.WithGrad();
        var terms = regulariser.Terms(x);
        Assert.Equal(below, terms.Below.Item(), 1e-8);
        Assert.Equal(above, terms.Above.Item(), 1e-8);
        regulariser.Loss(x).Backward();
        Assert.Equal([g0, g1, g2], x.Grad!.Select(0, 0).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.Equal(norm, x.Grad!.Square().Sum().Sqrt().Item(), 1e-8);
    }

    [Theory]
    [InlineData(false, 0.1422636951, 0.5932652738)]
    [InlineData(true, 0.1376335596, 0.5840050029)]
    public void Distillation_has_the_known_values_in_both_directions(bool teacherFirst, double divergence, double loss)
    {
        Tensor student = Tensor.From(s_student, [2, 3]), teacher = Tensor.From(s_teacher, [2, 3]), labels = Tensor.From(s_labels);
        var distillation = new DistillationLoss(teacherFirst: teacherFirst);
        Assert.Equal(0.6174757672, student.CrossEntropy(labels).Item(), 1e-8);
        Assert.Equal(divergence, distillation.Divergence(student, teacher).Item(), 1e-8);
        Assert.Equal(loss, distillation.Of(student, teacher, labels).Item(), 1e-8);
    }

    [Theory]
    [InlineData(256, 4753)]
    [InlineData(100, 3947)]
    public void Johnson_Lindenstrauss_dimension_is_the_known_one(int points, int expected) => Assert.Equal(expected, SparseProjection.Dimension(points));

    [Fact]
    public void Random_projection_keeps_lengths_and_has_the_density_it_should()
    {
        var projection = new SparseProjection(2500, 800, new Rng(3));
        var x = new Rng(4).Normal([20, 2500], dtype: DType.Float64);
        var y = projection.Project(x);
        double[] ratios = (y.Square().Sum(1) / x.Square().Sum(1)).ToArray<double>();
        Assert.All(ratios, ratio => Assert.InRange(ratio, 0.7, 1.3)); // deviation √(2/800) = 0.05
        // each unit vector's image counts that row's entries: s·d = 800/50 = 16 in the mean, of size √(50/800) each
        var unit = Tensor.Eye(2500, DType.Float64).Slice(0, 0, 400);
        double[] image = projection.Project(unit).ToArray<double>();
        double[] entries = [.. image.Where(v => v != 0)];
        Assert.All(entries, v => Assert.Equal(0.25, Math.Abs(v), 1e-7));
        Assert.Equal(16 * 400, entries.Length, 320.0); // four deviations of √6400
        Assert.Equal(0, entries.Average(), 0.0125);
    }

    [Fact]
    public void Random_projection_has_the_transposed_one_as_gradient()
    {
        var projection = new SparseProjection(30, 7, new Rng(5));
        var result = GradCheck.Run(x => projection.Project(x[0]).Square(), [new Rng(6).Normal([3, 30], dtype: DType.Float64)]);
        Assert.True(result.First < 1e-9 && result.Second < 1e-8, $"{result}");
    }

    [Fact]
    public void Ridge_guidance_keeps_its_projections_and_draws_each_once()
    {
        var guidance = new RidgeGuidance(lambda: 10, new Rng(7), epsilon: 0.9);
        Tensor target = new Rng(8).Normal([16, 200], dtype: DType.Float64).WithGrad(), guide = new Rng(9).Normal([16, 100], dtype: DType.Float64);
        var first = guidance.Similarity(target, guide);
        Assert.Equal(first.Item(), guidance.Similarity(target, guide).Item());
        first.Backward();
        Assert.True(target.Grad!.Abs().Max().Item() > 0, "no gradient came through");
    }

    [Fact]
    public void Ridge_guidance_of_a_known_batch_size_does_not_depend_on_which_batch_comes_first()
    {
        Tensor target = new Rng(8).Normal([16, 200], dtype: DType.Float64), guide = new Rng(9).Normal([16, 100], dtype: DType.Float64);
        RidgeGuidance whole = new(lambda: 10, new Rng(7), epsilon: 0.9, samples: 16), resumed = new(lambda: 10, new Rng(7), epsilon: 0.9, samples: 16);
        double expected = whole.Similarity(target, guide).Item();
        resumed.Similarity(target.Slice(0, 0, 8), guide.Slice(0, 0, 8));
        Assert.Equal(expected, resumed.Similarity(target, guide).Item());
    }
}
