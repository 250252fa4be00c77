using Neuron.Autograd;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

[Collection(nameof(ValueFaultGroup))]
public class SoftmaxTests
{
    // row lengths around the vector widths and unrolling of float32 (16 lanes, 4 vectors a step), and a long one
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 3, 1, 1 }, { 2, 15, 1 }, { 2, 16, 1 }, { 2, 17, 1 }, { 2, 64, 1 }, { 3, 257, 1 }, { 2, 5003, 1 },
        { 2, 5, 3 }, { 1, 7, 16 }, { 2, 9, 33 }, { 1, 40, 2050 },
    };

    [ReferenceTheory]
    [ReferenceCases("softmax_loss", "softmax_*", "log_softmax*", "softmin", "logsumexp")]
    public void Softmax_matches_reference(string name) => TensorReference.Check("softmax_loss", name, r => new()
    {
        ["y"] = name switch
        {
            "logsumexp" => r["x"].LogSumExp([0, 2], keepDims: true),
            "softmin" => r["x"].Softmin(1),
            _ when name.StartsWith("log", StringComparison.Ordinal) => r["x"].LogSoftmax(1),
            _ => r["x"].Softmax((int)r.Case.Arg("dim", 1)),
        },
    });

    [ReferenceTheory]
    [ReferenceCases("softmax_loss", "ce_*")]
    public void Cross_entropy_matches_reference(string name) => TensorReference.Check("softmax_loss", name, r => new()
    {
        ["y"] = r["x"].CrossEntropy(
            r["target"],
            r.Find("weight"),
            (long)r.Case.Arg("ignore_index", -100),
            r.Case.Arg("label_smoothing", name == "ce_weight_smooth" ? 0.1 : 0),
            name switch { "ce_none" => Reduction.None, "ce_sum" => Reduction.Sum, _ => Reduction.Mean }),
    });

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Softmax_in_float32_agrees_with_float64(int outer, int n, int inner)
    {
        var x = new Rng(5).Normal([outer, n, inner], deviation: 4);
        var dy = new Rng(6).Normal(x.Shape);
        foreach (bool log in new[] { false, true })
        {
            Tensor narrow = x.WithGrad(), wide = x.To(DType.Float64).WithGrad();
            Tensor y = log ? narrow.LogSoftmax(1) : narrow.Softmax(1), z = log ? wide.LogSoftmax(1) : wide.Softmax(1);
            // e^x within an ulp, n of them added in lanes: a few 2⁻²⁴ of the largest terms
            Near(z, y, 1e-6, log ? 2e-6 : 1e-9);
            var dx = (y * dy).Sum().GradOf([narrow])[0];
            var dz = (z * dy.To(DType.Float64)).Sum().GradOf([wide])[0];
            Near(dz, dx, 2e-6, 2e-6 * Math.Sqrt(n));
        }
    }

    [Fact]
    public void Large_rows_written_around_the_cache_keep_their_values()
    {
        var x = new Rng(9).Normal([8192, 1024]);
        var y = x.Softmax();
        var few = x.Slice(0, 4000, 4003);
        Assert.Equal(few.Softmax().ToArray<float>(), y.Slice(0, 4000, 4003).ToArray<float>());
    }

    [Fact]
    public void A_NaN_or_a_row_without_finite_element_gives_NaN_in_its_own_row_only()
    {
        var y = Tensor.From([1f, float.NaN, 2, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, 0, 0, 0], [3, 3]).Softmax().ToArray<float>();
        Assert.All(y[..6], v => Assert.True(float.IsNaN(v)));
        Assert.Equal([1 / 3f, 1 / 3f, 1 / 3f], y[6..]);
    }

    [Fact]
    public void Target_that_is_no_class_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Zeros([2, 3]).CrossEntropy(Tensor.From([1L, 3L])).Item());
        Assert.Contains("cross_entropy: targets[1] = 3; expected 0 to 2, or -100 for one that is ignored.", error.Message);
        Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3]).CrossEntropy(Tensor.From([1L, 2L, 0L])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Zeros([2, 3]).CrossEntropy(Tensor.From([1L, 2L]), labelSmoothing: 1.5));
    }

    private static void Near(Tensor expected, Tensor actual, double rtol, double atol) =>
        Closeness.Check("softmax", actual.Shape.ToArray(), expected.ToArray<double>(), actual.To(DType.Float64).ToArray<double>(), rtol, atol);
}
