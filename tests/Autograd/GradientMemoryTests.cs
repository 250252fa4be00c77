using System.Runtime.CompilerServices;
using Neuron.Autograd;
using Neuron.Tests.Shared;

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

    [Fact]
    public void Gradient_of_a_leaf_is_contiguous_and_can_be_changed_in_place()
    {
        var w = Tensor.Zeros([3]).WithGrad();
        w.Sum().Backward();
        w.Grad![0] = Tensor.Scalar(0);
        Assert.Equal([0, 1, 1], w.Grad!.ToArray<float>());
    }

    [Fact]
    public void Leaves_do_not_share_a_gradient()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = Tensor.From(new float[] { 3, 4 }).WithGrad();
        (a + b).Square().Sum().Backward();
        a.Grad!.CopyFrom(Tensor.Zeros([2]));
        Assert.Equal([8, 12], b.Grad!.ToArray<float>());
    }

    [Fact]
    public void Gradient_of_a_leaf_is_no_view_of_the_callers_dy()
    {
        var x = Tensor.Zeros([2, 2]).WithGrad();
        var dy = Tensor.Ones([4]);
        x.Reshape(4).Backward(dy);
        dy.CopyFrom(Tensor.Zeros([4]));
        Assert.Equal([1, 1, 1, 1], x.Grad!.ToArray<float>());
        x.Grad = null;
        x.Backward(dy.Reshape(2, 2));
        dy.CopyFrom(Tensor.Ones([4]));
        Assert.Equal([0, 0, 0, 0], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Retained_gradient_is_apart_from_the_leafs()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = a.Reshape(2, 1);
        b.RetainGrad();
        b.Square().Sum().Backward();
        b.Grad!.CopyFrom(Tensor.Zeros([2, 1]));
        Assert.Equal([2, 4], a.Grad!.ToArray<float>());
    }

    [Fact]
    public void Gradients_of_weights_are_not_copied()
    {
        var rng = new Rng(1);
        Tensor w = rng.Normal([8, 8]).WithGrad(), b = rng.Normal([8]).WithGrad(), scale = rng.Normal([8]).WithGrad();
        var ran = new PrimitiveNames();
        using (Dispatcher.ListenHere(ran))
        {
            var x = rng.Normal([4, 8]);
            for (int i = 0; i < 2; i++) x = (x.Linear(w, b).Gelu() * scale).LayerNorm() + x;
            x.CrossEntropy(rng.Integers([4], 0, 8)).Backward();
        }
        Assert.DoesNotContain("copy", ran.Seen);
    }

    [Fact]
    public void Hook_that_throws_leaves_nothing_of_the_graph_behind()
    {
        var rng = new Rng(1);
        Tensor[] w = [.. Enumerable.Range(0, 4).Select(_ => rng.Normal([2, 2]).WithGrad())];
        var kept = FailedPass(w, rng.Normal([2, 2]));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(kept.IsAlive);
        Assert.All(w, t => Assert.Null(GradState.Of(t)!.PendingIn));
    }

    [Fact]
    public void Pass_after_one_that_failed_gives_the_whole_gradient()
    {
        var a = Tensor.From(new float[] { 1, 2 }).WithGrad();
        var b = a * 2;
        var c = (b * b).Sum() + a.Sum();
        using (b.OnGrad(_ => throw new NotSupportedException())) Assert.Throws<NotSupportedException>(() => c.Backward(retainGraph: true));
        c.Backward();
        Assert.Equal([9, 17], a.Grad!.ToArray<float>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // what it has on its stack is gone when it returns
    private static WeakReference FailedPass(Tensor[] w, Tensor x)
    {
        var older = x.MatMul(w[0]).Tanh();
        var y = older.MatMul(w[1]);
        var failing = x.MatMul(w[2]);
        var z = failing.MatMul(w[3]);
        failing.OnGrad(_ => throw new NotSupportedException());
        Assert.Throws<NotSupportedException>(() => (y + z).Sum().Backward());
        return new(older);
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
