using Neuron.Autograd;
using Neuron.Models.RepresentationSimilarity;
using static Neuron.Tests.Models.RepresentationSimilarity.SpecMatrices;

namespace Neuron.Tests.Models.RepresentationSimilarity;

/// <summary>Gradients of the measures: the known ones of the guidance spec, table 9.3, and central differences for all.</summary>
public class MeasureGradientTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor, Tensor> Measure, double[] XY, double NormXY, double[] XZ, double NormXZ)> s_known = new()
    {
        ["cka"] = (Cka.Linear, [0.0608411173, -0.0270899133, 0.0026343678], 0.1497088130, [-0.0059889066, 0.0066517592, -0.0003501841], 0.0259587952),
        ["debiased cka"] = (Cka.Debiased, [0.0991840531, -0.0453305404, 0.0085745554], 0.2649986340, [-0.0146207615, 0.0146395369, -0.0006424066], 0.0456862880),
        ["rbf cka"] = ((x, y) => Cka.Rbf(x, y, RbfBandwidth.Fixed(2)), [0.0327500638, -0.0297059745, 0.0062779686], 0.1523374578, [-0.0069944614, 0.0243182947, -0.0034297362], 0.0492540537),
        ["rsa"] = ((x, y) => Rsa.Of(x, y), [0.1442091287, -0.0742535525, 0.0936268634], 0.2610668953, [-0.0851467622, 0.1428172252, -0.0976988517], 0.2325190328),
        ["rsa of the authors' code"] = (Rsa.OverAllElements, [0.1164860613, -0.0819196828, 0.0850310332], 0.2303093249, [-0.0662671665, 0.1082305819, -0.0747847493], 0.1778303477),
        ["procrustes"] = (Procrustes.Similarity, [0.0348471830, -0.0080408976, -0.0093838024], 0.0824788769, [0.0017418719, 0.0140278586, -0.0084319582], 0.0350242307),
        ["dcor2"] = (DistanceCorrelation.Squared, [0.0240387782, -0.0283409159, 0.0102857156], 0.1073136544, [-0.0045104588, 0.0159593387, -0.0052187172], 0.0275945368),
        ["ridge"] = ((x, y) => Ridge.Predictivity(x, y, 1), [0.0306441448, 0.0332486753, 0.0335973311], 0.1340873541, [-0.0060914302, 0.0529735998, 0.0019555334], 0.1263631739),
        ["r2 cca"] = (Cca.RSquared, [0.0154133414, -0.0081223167, 0.0284410816], 0.1680012791, [0.0204438720, 0.0346794018, -0.0706409361], 0.4064623852),
        ["linear regression"] = (Cca.LinearRegression, [0.0092412162, -0.0369727966, 0.0166062009], 0.1458636072, [0.0019715875, 0.0055212281, 0.0015268213], 0.0531963644),
    };

    [Fact]
    public void Cka_of_tiny_representations_has_the_gradient_of_its_value()
    {
        // the denominator is its least one by then
        var result = GradCheck.Run(x => Cka.Linear(x[0] * 1e-4, x[1] * 1e-4), [X, Y]);
        Assert.InRange(Cka.Linear(X * 1e-4, Y * 1e-4).Item(), 1e-3, 0.5);
        Assert.True(result.First < 1e-7 && result.Second < 1e-6, $"{result}");
        var few = GradCheck.Run(x => Cka.Linear(x[0] * 1e-4, x[1] * 1e-4), [X.Slice(0, 0, 4), Y.Slice(0, 0, 4)]); // by Gram matrices
        Assert.True(few.First < 1e-7 && few.Second < 1e-6, $"{few}");
    }

    public static TheoryData<string> Known => [.. s_known.Keys];

    public static TheoryData<string> Differentiable => [.. SimilarityMeasures.All.Where(m => m.IsDifferentiable).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Known))]
    public void Gradient_is_the_known_one(string name)
    {
        var (measure, rowXY, normXY, rowXZ, normXZ) = s_known[name];
        Check(measure, Y, rowXY, normXY);
        Check(measure, Z, rowXZ, normXZ);

        static void Check(Func<Tensor, Tensor, Tensor> measure, Tensor second, double[] row, double norm)
        {
            var x = X.WithGrad();
            measure(x, second).Backward();
            Assert.Equal(row, x.Grad!.Select(0, 0).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-8);
            Assert.Equal(norm, x.Grad!.Square().Sum().Sqrt().Item(), 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Gradients_match_central_differences(string name)
    {
        var measure = SimilarityMeasures.Get(name);
        bool constantBandwidth = name == "cka-rbf"; // the median moves with the data but counts as constant
        Func<Tensor, Tensor, Tensor> compute = constantBandwidth ? (x, y) => Cka.Rbf(x, y, RbfBandwidth.Fixed(2)) : measure.Compute;
        foreach (int width in new[] { 3, 12 })
        {
            Tensor x = width == 3 ? X : new Rng(5).Normal([8, width], dtype: DType.Float64), y = width == 3 ? Z : new Rng(6).Normal([8, 10], dtype: DType.Float64);
            if (width == 12 && name is "cca" or "cca-r2" or "linear-regression") continue; // constant there: 8 samples span everything
            // a soft matching's plan is constant around x, and the second derivatives of wide shapes are those of the same code
            int order = width == 3 || name.StartsWith("procrustes", StringComparison.Ordinal) ? 2 : 1;
            var result = GradCheck.Run(t => compute(t[0], t[1]), [x, y], order);
            Assert.True(result.First < 1e-6, $"{name}, width {width}: first derivatives differ by {result.First:g3}.");
            Assert.True(order < 2 || result.Second < 1e-5, $"{name}, width {width}: second derivatives differ by {result.Second:g3}.");
        }
    }

    [Fact]
    public void Full_gradient_of_linear_cka_is_the_known_one()
    {
        var x = X.WithGrad();
        Cka.Linear(x, Y).Backward();
        double[] expected =
        [
            0.0608411173, -0.0270899133, 0.0026343678, 0.0015013402, -0.0297653515, -0.0004558283, 0.0478814524, -0.0273763609, 0.0018550179,
            -0.0257823342, 0.0324635089, -0.0007717613, -0.0638755597, 0.0536125290, -0.0030844613, -0.0109454783, -0.0247916504, 0.0033595130,
            0.0281001085, -0.0210491518, 0.0004693571, -0.0377206464, 0.0439963899, -0.0040062049,
        ];
        Assert.Equal(expected, x.Grad!.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-8);
    }

    [Fact]
    public void Gram_and_feature_forms_of_cka_agree_with_each_other_and_with_a_reference_gram_matrix()
    {
        Tensor narrow = new Rng(1).Normal([40, 4], dtype: DType.Float64).WithGrad(), guide = new Rng(2).Normal([40, 5], dtype: DType.Float64);
        var features = Cka.Linear(narrow, guide);
        var gram = Cka.Linear(narrow, CentredGram.Of(guide));
        Assert.Equal(features.Item(), gram.Item(), 1e-13);
        var (a, b) = (features.GradOf([narrow])[0], gram.GradOf([narrow])[0]);
        Assert.True((a - b).Abs().Max().Item() < 1e-14, "gradients differ");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(300)]
    public void Constant_representation_has_cka_zero_and_gradient_zero(int width)
    {
        var x = Tensor.Full([8, width], 3, DType.Float64).WithGrad();
        var cka = Cka.Linear(x, Z);
        cka.Backward();
        Assert.Equal(0, cka.Item());
        Assert.Equal(0, x.Grad!.Abs().Max().Item());
    }

    [Fact]
    public void Measure_without_gradient_says_which_have_one()
    {
        var e = Assert.Throws<NotSupportedException>(() => SimilarityMeasures.Get("svcca").Loss(X, Y));
        Assert.StartsWith("svcca has no gradient; those that have: cka, cka-debiased", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Means thirty thousand times the spread, as deep layers have them: float32 must agree with float64 all the same.</summary>
    [Fact]
    public void Gradient_of_linear_cka_is_free_of_the_rounding_of_means()
    {
        var rng = new Rng(3);
        var (x, y) = (rng.Normal([16, 300], dtype: DType.Float64), rng.Normal([16, 200], dtype: DType.Float64));
        var far = (x + 30000).To(DType.Float32);
        var expected = Gradient(far.To(DType.Float64), y);
        var actual = Gradient(far, y.To(DType.Float32)).To(DType.Float64);
        double error = (actual - expected).Square().Sum().Sqrt().Item() / expected.Square().Sum().Sqrt().Item();
        // the means are known to 30000 · 2⁻²⁴ = 0.002 of the spread; an uncentred product loses all digits
        Assert.True(error < 2e-3, $"relative error {error:g3}");

        static Tensor Gradient(Tensor x, Tensor y)
        {
            var leaf = x.Detach().WithGrad();
            Cka.Linear(leaf, y).Backward();
            return leaf.Grad!;
        }
    }
}
