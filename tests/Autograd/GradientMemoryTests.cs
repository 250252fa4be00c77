using Neuron.Autograd;

namespace Neuron.Tests.Autograd;

/// <summary>Whose memory a gradient is: the pass's, which changes it and gives it back, or that of somebody who has seen it.</summary>
public class GradientMemoryTests
{
    [Fact]
    public void Gradient_that_a_hook_returned_is_not_written_over()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = a * 2;
        b.RetainGrad();
        Tensor? kept = null;
        b.OnGrad(g => kept = g * 10);
        b.Sum().Backward();
        Assert.Equal([10, 10], kept!.ToArray<float>());
        Assert.Equal([10, 10], b.Grad!.ToArray<float>());
        Assert.Equal([20, 20], a.Grad!.ToArray<float>());
    }

    [Fact]
    public void Gradient_that_a_hook_returned_is_not_given_back()
    {
        var a = Tensor.From(new float[] { 1, 2 }, [1, 2]).WithGrad();
        var b = a.MatMul(Tensor.Eye(2));
        Tensor? kept = null;
        b.OnGrad(g => kept = g * 10);
        b.Sum().Backward();
        Assert.Equal([10, 10], kept!.ToArray<float>());
    }

    [Fact]
    public void Gradients_that_a_custom_function_keeps_stay_as_they_were()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var function = new Keeping();
        function.Apply(a * 2)[0].Square().Sum().Backward();
        Assert.Equal([4, 8], function.Dy!.ToArray<float>());
        Assert.Equal([12, 24], function.Dx!.ToArray<float>());
        Assert.Equal([24, 48], a.Grad!.ToArray<float>());
    }

    private sealed class Keeping : CustomFunction
    {
        public Tensor? Dy { get; private set; }

        public Tensor? Dx { get; private set; }

        protected override Tensor[] Forward(FunctionContext context, Tensor[] x) => [x[0] * 1];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy)
        {
            Dy = dy[0];
            Dx = Dy! * 3;
            return [Dx];
        }
    }
}
