using Neuron.Autograd;

namespace Neuron.Tests.Autograd;

public class CustomFunctionTests
{
    private static readonly float[] s_fractions = [0.4f, 1.6f];
    private static readonly Tensor s_a = new Rng(1).Normal([4], dtype: DType.Float64), s_b = new Rng(2).Normal([4], dtype: DType.Float64);

    [Fact]
    public void Gradient_is_the_functions_own()
    {
        var x = Tensor.From(new double[] { 1, 2, 3 }).WithGrad();
        new Cube().Apply(x)[0].Sum().Backward();
        Assert.Equal([3, 12, 27], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void First_and_second_derivatives_match_differences()
    {
        var result = GradCheck.Run(x => new Cube().Apply(x[0].Tanh())[0] * x[1], [s_a, s_b]);
        Assert.True(result.First < 1e-9, $"first {result.First}");
        Assert.True(result.Second < 1e-8, $"second {result.Second}");
    }

    [Fact]
    public void Straight_through_gradient_passes_a_rounding()
    {
        var x = Tensor.From(s_fractions).WithGrad();
        var y = new RoundStraightThrough().Apply(x)[0];
        (y * y).Sum().Backward();
        float[] rounded = y.ToArray<float>();
        Assert.True(rounded is [0, 2]);
        Assert.Equal([0, 4], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Gradient_of_a_wrong_shape_names_the_function()
    {
        var x = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var y = new WrongShape().Apply(x)[0];
        var e = Assert.Throws<InvalidOperationException>(() => y.Sum().Backward());
        Assert.Contains("WrongShape: the gradient of input 0 has shape [1]; expected [2]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradient_of_another_dtype_is_converted()
    {
        var x = Tensor.From(s_fractions).WithGrad();
        new WideGradient().Apply(x.Tanh())[0].Sum().Backward();
        Assert.Equal(DType.Float32, x.Grad!.DType);
        Assert.Equal(Array.ConvertAll(s_fractions, v => 2 * (1 - Math.Pow(Math.Tanh(v), 2))), x.Grad!.To(DType.Float64).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Gradient_on_another_device_names_the_function()
    {
        var x = Tensor.From(s_fractions, device: Device.Cpu).WithGrad();
        var y = new ElsewhereGradient().Apply(x)[0];
        Assert.Contains("ElsewhereGradient: the gradient of input 0 lies on host; expected cpu", Assert.Throws<InvalidOperationException>(() => y.Sum().Backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_tensor_that_changed_in_place_is_found()
    {
        var x = Tensor.From(new double[] { 1, 2 }).WithGrad();
        var y = new Cube().Apply(x)[0].Sum();
        using (NoGrad.Enter()) x.CopyFrom(Tensor.Zeros([2], DType.Float64));
        Assert.Throws<InvalidOperationException>(() => y.Backward());
    }

    [Fact]
    public void Second_pass_over_a_released_function_says_so()
    {
        var x = Tensor.From(new double[] { 1, 2 }).WithGrad();
        var y = new Cube().Apply(x)[0].Sum();
        y.Backward();
        var e = Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Contains("retainGraph", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_passed_through_keeps_its_gradient_apart()
    {
        var x = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var y = new Doubled().Apply(x)[0];
        Assert.NotSame(x, y);
        y.Sum().Backward();
        Assert.Equal([2, 2], x.Grad!.ToArray<float>());
    }

    private sealed class Cube : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] x)
        {
            context.Save(x[0]);
            return [x[0] * x[0] * x[0]];
        }

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [dy[0]! * 3 * context.Saved(0).Square()];
    }

    private sealed class RoundStraightThrough : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] x) => [x[0].Gt(x[0].ZerosLike() + 1).To(DType.Float32) * 2];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => dy;
    }

    private sealed class WrongShape : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] x) => [x[0] * 2];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [Tensor.Zeros([1])];
    }

    private sealed class WideGradient : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] x) => [x[0] * 2];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [Tensor.Full(dy[0]!.Shape, 2, DType.Float64)];
    }

    private sealed class ElsewhereGradient : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] x) => [x[0] * 2];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [dy[0]!.To(Device.Parse("host"))];
    }

    private sealed class Doubled : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] x) => [x[0]];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [dy[0]! * 2];
    }
}
