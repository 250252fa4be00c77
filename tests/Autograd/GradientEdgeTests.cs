using Neuron.Autograd;

namespace Neuron.Tests.Autograd;

/// <summary>Gradients where a formula would multiply 0 by infinity, at no elements, and along long axes; expected values are PyTorch's.</summary>
public class GradientEdgeTests
{
    [Fact]
    public void Norms_of_nothing_but_zeros_have_finite_gradients()
    {
        Assert.Equal([1e12, 1e12, 1e12], Gradient(Tensor.Zeros([1, 3], DType.Float64), x => x.Normalize()), Close(1));
        Assert.Equal([0, 0, 0, 0], Gradient(Tensor.Ones([4], DType.Float64), x => x.Std()));
        Assert.Equal([0, 0, 0, 0], Gradient(Tensor.Zeros([2, 2], DType.Float64), x => x.MatrixNorm()));
        Assert.Equal([0, 0, 0, 0], Gradient(Tensor.Zeros([1, 1, 2, 2], DType.Float64), x => x.LpPool2d(2, 2, 2)));
    }

    [Fact]
    public void Powers_of_zero_have_finite_gradients()
    {
        var exponents = Tensor.Arange(4).To(DType.Float64);
        Assert.Equal([1, 17], Gradient(Tensor.From([0.0, 2]), x => x.Unsqueeze(-1).Pow(exponents)));
        Assert.Equal([0, 0, 4 * Math.Log(2)], Gradient(Tensor.From([2.0, 0, 2]), b => Tensor.From([0.0, 0, 2]).Pow(b)), Close(1e-12));
    }

    [Fact]
    public void Source_elements_that_a_later_one_replaced_have_no_gradient()
    {
        Tensor index = Tensor.From([1L, 0, 1, 1]), weights = Tensor.From([3.0, 5, 7]);
        Assert.Equal([0, 3, 0, 5], Gradient(Tensor.From([1.0, 2, 3, 4]), s => Tensor.Zeros([3], DType.Float64).Scatter(0, index, s) * weights));
        Assert.Equal([0, 0, 7], Gradient(Tensor.From([1.0, 2, 3]), x => x.Scatter(0, index, Tensor.Ones([4], DType.Float64)) * weights));
        Assert.Equal([0, 3, 0, 5], Gradient(Tensor.From([1.0, 2, 3, 4]), s => Tensor.Zeros([3], DType.Float64).IndexPut([index], s) * weights));
    }

    [Fact]
    public void Singular_vectors_of_a_square_matrix_have_gradients_that_a_small_singular_value_does_not_magnify()
    {
        var rng = new Rng(5);
        Tensor left = rng.Normal([4, 4], dtype: DType.Float64).Qr().Q, right = rng.Normal([4, 4], dtype: DType.Float64).Qr().Q;
        var a = (left * Tensor.From([2, 1, 0.5, 1e-10])).MatMul(right.Mt);
        var (u, s, vt) = a.Svd();
        Tensor du = rng.Normal([4, 4], dtype: DType.Float64), dvt = rng.Normal([4, 4], dtype: DType.Float64);
        // in the basis of the singular vectors, the gradient of U alone is skew(Uᵀ·dU)/E · S, whose last column has the small factor
        var ofU = Tensor.From(Gradient(a.Clone(), x => x.Svd().U * du), [4, 4]);
        Assert.InRange(u.Mt.MatMul(ofU).MatMul(vt.Mt).Select(1, 3).Abs().Max().Item(), 0, 1e-8);
        var ofV = Tensor.From(Gradient(a.Clone(), x => x.Svd().Vt * dvt), [4, 4]);
        Assert.InRange(u.Mt.MatMul(ofV).MatMul(vt.Mt).Select(0, 3).Abs().Max().Item(), 0, 1e-8);
    }

    [Fact]
    public void Running_log_sums_of_numbers_far_apart_have_finite_gradients()
    {
        Assert.Equal([1, 1], Gradient(Tensor.From([-200f, 0]), x => x.LogCumSumExp(0)), Close(1e-6));
        Assert.Equal([1, 1], Gradient(Tensor.From([-100f, 0]), x => x.LogCumSumExp(0)), Close(1e-6));
        Assert.Equal([0, 2, 0], Gradient(Tensor.From([double.NegativeInfinity, 0, -2000]), x => x.LogCumSumExp(0)), Close(1e-12));
    }

    [Fact]
    public void A_product_of_many_and_of_none_has_a_gradient()
    {
        var x = Tensor.Ones([100_000], DType.Float64);
        x[77] = Tensor.Scalar(0, DType.Float64);
        var dx = Gradient(x, t => t.Prod());
        Assert.Equal((1, 0), (dx[77], dx[78]));
        Assert.Empty(Gradient(Tensor.Zeros([0, 3], DType.Float64), t => t.Prod([1])));
        Assert.Empty(Gradient(Tensor.Zeros([0, 4], DType.Float64), b => Tensor.Zeros([2, 3, 0], DType.Float64).MatMul(b)));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_query_that_sees_nothing_has_finite_gradients_in_the_composition_too(bool createGraph)
    {
        var rng = new Rng(1);
        Tensor q = rng.Normal([1, 1, 2, 4], dtype: DType.Float64).WithGrad(), v = rng.Normal([1, 1, 3, 4], dtype: DType.Float64).WithGrad();
        var bias = Tensor.Zeros([1, 1, 2, 3], DType.Float64).WithGrad();
        var y = Tensor.ScaledDotProductAttention(q, v, v, bias, keyPadding: Tensor.Ones([1, 3]).To(DType.Bool));
        Assert.Equal(0, y.Abs().Max().Item());
        y.Sum().Backward(createGraph: createGraph);
        foreach (var x in (Tensor[])[q, v, bias]) Assert.True(x.Grad!.IsFinite().All().Item<bool>());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_checkpoint_finds_the_gradient_of_an_input_that_its_function_also_reads_from_around_it(bool createGraph)
    {
        var x = Tensor.From([3.0]).WithGrad();
        Checkpoint.Run(t => t + (x * x), x).Sum().Backward(createGraph: createGraph);
        Assert.Equal(7, x.Grad!.Item());
    }

    [Fact]
    public void A_constant_that_a_function_hands_on_stays_one()
    {
        Tensor h = Tensor.Ones([2, 2]).WithGrad(), mask = Tensor.Ones([2, 2]);
        var y = Checkpoint.Run(t => [t[0] * 2, t[1]], [h, mask]);
        Assert.False(mask.RequiresGrad);
        Assert.NotSame(mask, y[1]);
        y[0].Sum().Backward();
        (h * mask).Sum().Backward(); // does not walk into the checkpoint
        Assert.Equal([3, 3, 3, 3], h.Grad!.ToArray<float>());
        var x = Tensor.From([2.0]).WithGrad();
        var twice = new Twice().Apply(x);
        ((twice[0] * 3) + (twice[1] * 5)).Sum().Backward();
        Assert.Equal(8, x.Grad!.Item());
    }

    [Fact]
    public void A_window_in_the_padding_alone_is_refused() =>
        Assert.Contains("lies in the padding of 1 alone", Assert.Throws<ShapeException>(() => Tensor.Ones([1, 2, 1]).MaxPool1d(2, stride: 1, padding: 1, dilation: 2)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Leaving_no_grad_on_another_thread_is_refused()
    {
        NoGrad? entered = null;
        var thread = new Thread(() => entered = NoGrad.Enter());
        thread.Start();
        await Task.Run(thread.Join);
        Assert.Contains("before an await", Assert.Throws<InvalidOperationException>(entered!.Dispose).Message, StringComparison.Ordinal);
        Assert.True(NoGrad.IsRecording);
    }

    private static double[] Gradient(Tensor x, Func<Tensor, Tensor> f)
    {
        x = x.WithGrad();
        f(x).Sum().Backward();
        return x.Grad!.To(DType.Float64).ToArray<double>();
    }

    private static Func<double, double, bool> Close(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;

    /// <summary>The same tensor as both outputs.</summary>
    private sealed class Twice : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] x)
        {
            var y = x[0] * 1;
            return [y, y];
        }

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [dy[0]! + dy[1]!];
    }
}
