using Neuron.Autograd;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class BackwardTests
{
    [Fact]
    public void Gradient_of_a_product_is_the_other_factor()
    {
        var a = Tensor.From(new float[] { 1, 2, 3 }).WithGrad();
        var b = Tensor.From(new float[] { 4, 5, 6 }).WithGrad();
        (a * b).Sum().Backward();
        Assert.Equal([4, 5, 6], a.Grad!.ToArray<float>());
        Assert.Equal([1, 2, 3], b.Grad!.ToArray<float>());
    }

    [Fact]
    public void Gradients_of_two_passes_add_up()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        (a * 3).Sum().Backward();
        (a * a).Sum().Backward();
        Assert.Equal([5, 7], a.Grad!.ToArray<float>());
    }

    [Fact]
    public void Second_pass_over_a_released_graph_says_so()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var y = (a * a).Sum();
        y.Backward();
        var e = Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Contains("retainGraph", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Third_derivative_of_a_fourth_power_is_24x()
    {
        var x = Tensor.From(new double[] { 2 }).WithGrad();
        var first = x.Pow(4.0).Sum().GradOf([x], createGraph: true)[0];
        var second = first.Sum().GradOf([x], createGraph: true)[0];
        var third = second.Sum().GradOf([x])[0];
        Assert.Equal(48, third.Item(), 9);
    }

    [Fact]
    public void Change_in_place_of_a_kept_tensor_is_found()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = Tensor.From(new float[] { 3, 4 });
        var y = (a * b).Sum();
        b.CopyFrom(Tensor.Zeros([2]));
        var e = Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Contains("changed in place", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GradOf_computes_nothing_that_its_inputs_do_not_need()
    {
        var rng = new Rng(1);
        Tensor x = rng.Normal([2, 4]).WithGrad(), w = rng.Normal([4, 4]).WithGrad(), v = rng.Normal([4, 4]).WithGrad(), b = rng.Normal([4]).WithGrad();
        string[] Run(Tensor input)
        {
            var y = x.Linear(w, b).Tanh().Linear(v, b).Square();
            var ran = new PrimitiveNames();
            using (Dispatcher.ListenHere(ran)) y.GradOf([input], y.OnesLike());
            return [.. ran.Seen.Where(name => name is "matmul" or "sum" or "tanh_gradient")];
        }

        Assert.Equal(["matmul", "tanh_gradient", "matmul"], Run(x));
        Assert.Equal(["matmul"], Run(v));
        Assert.Equal(["matmul", "tanh_gradient", "matmul"], Run(w));
    }

    [Fact]
    public void GradOf_of_an_intermediate_result_and_of_what_it_was_made_of()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = a * 2;
        var found = (b * b * a).Sum().GradOf([b, a]);
        Assert.Equal([4, 16], found[0].ToArray<float>()); // 2ba
        Assert.Equal([12, 48], found[1].ToArray<float>()); // 12a²
    }

    [Fact]
    public void Hook_replaces_a_gradient()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = a * 2;
        using (b.OnGrad(g => g * 10)) b.Sum().Backward();
        Assert.Equal([20, 20], a.Grad!.ToArray<float>());
    }

    [Fact]
    public void Hook_that_returns_another_shape_or_dtype_is_refused()
    {
        using var cpu = Device.Use(Device.Cpu);
        var a = Tensor.Ones([4000]).WithGrad();
        Tensor b = a * 2, c = b.Tanh().Sum();
        using (b.OnGrad(_ => Tensor.Ones([3])))
            Assert.Equal("OnGrad: what the hook returned: expected [4000] float32 cpu, found [3] float32 cpu", Assert.Throws<ShapeException>(() => c.Backward(retainGraph: true)).Message);
        using (b.OnGrad(g => g.To(DType.Float64))) Assert.Throws<ShapeException>(() => c.Backward(retainGraph: true));
        using (a.OnGrad(_ => Tensor.Ones([1]))) Assert.Throws<ShapeException>(() => c.Backward());
        Assert.Null(a.Grad);
    }

    [Fact]
    public void Grad_of_another_dtype_or_shape_is_refused()
    {
        using var cpu = Device.Use(Device.Cpu);
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var e = Assert.Throws<ShapeException>(() => a.Grad = Tensor.Ones([2], DType.Float64));
        Assert.Equal("Grad: expected [2] float32 cpu, found [2] float64 cpu", e.Message);
        Assert.Throws<ShapeException>(() => a.Grad = Tensor.Ones([1]));
    }

    [Fact]
    public void NoGrad_records_nothing()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        using (NoGrad.Enter()) Assert.False((a * 2).RequiresGrad);
        Assert.True((a * 2).RequiresGrad);
    }

    [Fact]
    public void Leaf_is_what_no_recorded_operation_made()
    {
        var x = Tensor.Ones([2]).WithGrad();
        Assert.True(x.IsLeaf);
        Assert.False((x * 2).IsLeaf);
        Assert.True((x * 2).Detach().IsLeaf);
        Assert.True(Tensor.Ones([2]).IsLeaf);
    }

    [Fact]
    public void Detached_tensor_stops_the_gradient()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        (a * a.Detach()).Sum().Backward();
        Assert.Equal([1, 2], a.Grad!.ToArray<float>());
    }

    [Fact]
    public void Gradient_shared_by_two_inputs_survives_the_first_ones_release()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = (a * 2) + (a * 3); // the sum hands one gradient tensor to both products
        (b * b.Reshape(2, 1).Reshape(2)).Sum().Backward();
        Assert.Equal([50, 100], a.Grad!.ToArray<float>());
    }

    [Fact]
    public void Gradient_that_a_hook_kept_stays_readable()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = a * 2;
        var c = b * b;
        Tensor? seen = null;
        using (b.OnGrad(g => { seen = g; return null; })) c.Sum().Backward();
        Assert.Equal([4, 8], seen!.ToArray<float>());
    }

    [Fact]
    public void Retained_gradient_of_an_intermediate_result_is_readable()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = a * 2;
        b.RetainGrad();
        (b * b).Sum().Backward();
        Assert.Equal([4, 8], b.Grad!.ToArray<float>());
        Assert.Equal([8, 16], a.Grad!.ToArray<float>());
    }
}
