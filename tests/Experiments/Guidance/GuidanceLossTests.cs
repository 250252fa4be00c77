using Neuron.Autograd;
using Neuron.Experiments.Guidance;
using Neuron.Models;

namespace Neuron.Tests.Experiments.Guidance;

public class GuidanceLossTests
{
    // the matrices of specification §9.1
    private static readonly Tensor s_x = Rows(3, -0.3, 0.3, 0.7, 2.3, -1.5, 0.3, -0.2, 0.7, -0.1, 1.5, 0.8, 0.7, 1.6, 1.1, -0.1, 5.5, -1.8, 0.6, 0.3, -0.6, 0.1, -0.3, 1.0, 0.3);
    private static readonly Tensor s_y = Rows(2, 2.1, -1.1, 2.3, -3.0, 1.6, -1.3, 2.4, 0.3, 1.7, 0.6, 4.9, -2.8, 1.7, -1.8, 0.7, 0.5);
    private static readonly Tensor s_z = Rows(3, 0.5, 0.9, 0.5, -0.2, -3.2, 0.1, 0.3, 0.5, 0.5, 1.2, -0.9, 0.8, 1.3, -0.8, -0.1, 2.3, -6.3, 1.0, -0.5, -0.5, 0.4, 1.0, 1.5, 0.4);

    private static Tensor Rows(int columns, params double[] values) => Tensor.From(values, [values.Length / columns, columns]);

    [Fact]
    public void Two_pairs_add_up_to_the_value_of_the_specification()
    {
        var loss = new GuidanceLoss([new(0, 0), new(1, 1)], Similarity.Cka);
        var (total, terms) = loss.Of([new("a", s_x), new("b", s_x)], [new("y", s_y), new("z", s_z)]);
        Assert.Equal(0.2617202967, terms[0].Item(), 1e-9);
        Assert.Equal(0.0087268337, terms[1].Item(), 1e-9);
        Assert.Equal(0.7704471304, 0.5 + total.Item(), 1e-9);
    }

    [Theory]
    [InlineData(Similarity.Cka, 0.7382797033)]
    [InlineData(Similarity.DebiasedCka, 0.5542719857)]
    [InlineData(Similarity.RbfCka, 0.7990343139)]
    [InlineData(Similarity.Rsa, 0.1097714316)]
    [InlineData(Similarity.RsaRepo, 0.2529333401)]
    [InlineData(Similarity.Ridge, 0.9404849707)]
    [InlineData(Similarity.Procrustes, 0.8642995247)]
    [InlineData(Similarity.DistanceCorrelation, 0.8256189319)]
    [InlineData(Similarity.RSquaredCca, 0.9151246589)]
    public void Every_measure_has_the_value_of_the_specification(object measure, double expected) =>
        Assert.Equal(expected, Similarities.Between((Similarity)measure, s_x, s_y).Item(), 1e-8);

    [Theory]
    [InlineData(1e-18)]
    [InlineData(1.0)]
    [InlineData(1e12)]
    public void A_representation_of_any_scale_gets_its_gradient(double scale)
    {
        Tensor x = (s_x * scale).To(DType.Float32);
        x.RequiresGrad = true;
        var (total, _) = new GuidanceLoss([new(0, 0)], Similarity.Cka).Of([new("x", x)], [new("y", s_y.To(DType.Float32))]);
        total.Backward();
        Assert.Equal(0.2617202967, total.Item(), 1e-5);
        // ∂CKA/∂x of a scaled x is that of x over the scale: first row of specification §9.3, negated
        float[] row = (x.Grad! * scale).ToArray<float>()[..3];
        Assert.All(row.Zip([-0.0608411173, 0.0270899133, -0.0026343678]), p => Assert.Equal(p.Second, p.First, 1e-5));
    }

    [Fact]
    public void A_small_signal_on_a_large_mean_gets_the_gradient_of_the_signal()
    {
        Tensor signal = (s_x * 1e-5).To(DType.Float32), x = signal + 0.1;
        (x, Tensor alone) = (x.Detach(), (x - 0.1).Detach()); // what float32 leaves of the signal
        (x.RequiresGrad, alone.RequiresGrad) = (true, true);
        foreach (Tensor input in (Tensor[])[x, alone]) Similarities.Between(Similarity.Cka, input, s_y.To(DType.Float32)).Backward();
        double largest = alone.Grad!.Abs().Max().Item();
        Assert.All(x.Grad!.ToArray<float>().Zip(alone.Grad!.ToArray<float>()), p => Assert.Equal(p.Second / largest, p.First / largest, 0.01));
    }

    [Fact]
    public void A_constant_representation_is_not_similar_and_moves_nothing()
    {
        Tensor x = Tensor.Ones([8, 3]);
        x.RequiresGrad = true;
        var (total, _) = new GuidanceLoss([new(0, 0)], Similarity.Cka).Of([new("x", x)], [new("y", s_y.To(DType.Float32))]);
        total.Backward();
        Assert.Equal(1, total.Item());
        Assert.All(x.Grad!.ToArray<float>(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void A_pair_beyond_the_taps_is_refused() =>
        Assert.Contains("the networks have 1 and 1 taps", Assert.Throws<ArgumentException>(
            () => new GuidanceLoss([new(0, 1)], Similarity.Cka).Of([new("x", s_x)], [new("y", s_y)])).Message, StringComparison.Ordinal);
}
