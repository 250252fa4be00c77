using Neuron.Autograd;

namespace Neuron.Tests.Autograd;

public class AnomalyModeTests
{
    [Fact]
    public void Names_the_first_primitive_that_makes_a_nan_and_its_module()
    {
        using var watch = AnomalyMode.Enter();
        using var path = CallPath.Enter("encoder.3");
        var e = Assert.Throws<AnomalyException>(() => (Tensor.From(new float[] { 1, -2 }).Log() * 3).Sum());
        Assert.Equal("encoder.3: log made a NaN from [2] float32 in [-2, 1].", e.Message);
    }

    [Fact]
    public void Names_an_infinity()
    {
        using var watch = AnomalyMode.Enter();
        var e = Assert.Throws<AnomalyException>(() => Tensor.From(new float[] { 100 }).Exp());
        Assert.Contains("exp made an infinity", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infinity_put_in_on_purpose_passes()
    {
        using var watch = AnomalyMode.Enter();
        var mask = Tensor.Full([2], double.NegativeInfinity);
        Assert.Equal([0, 0], mask.Exp().ToArray<float>());
    }

    [Fact]
    public void Sum_that_overflows_a_float_of_finite_numbers_is_not_blamed_on_the_operand()
    {
        using var watch = AnomalyMode.Enter();
        var x = Tensor.Full([4], 3e38) * 1.0;
        var e = Assert.Throws<AnomalyException>(() => x.Sum());
        Assert.Contains("sum made an infinity", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_backward_pass_names_the_primitive_whose_gradient_it_was()
    {
        using var watch = AnomalyMode.Enter();
        var x = Tensor.From(new float[] { 0 }).WithGrad();
        var y = x.Sqrt().Sum();
        var e = Assert.Throws<AnomalyException>(() => y.Backward());
        Assert.Contains("It ran in the gradient of sqrt", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_watched_afterwards()
    {
        AnomalyMode.Enter().Dispose();
        Assert.True(float.IsNaN(Tensor.From(new float[] { -1 }).Log().ToArray<float>()[0]));
    }
}
