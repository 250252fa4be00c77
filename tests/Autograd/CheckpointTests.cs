using Neuron.Autograd;

namespace Neuron.Tests.Autograd;

public class CheckpointTests
{
    private readonly Tensor _w = new Rng(3).Normal([4, 4], dtype: DType.Float64);
    private readonly Tensor _x = new Rng(4).Normal([2, 4], dtype: DType.Float64);

    [Fact]
    public void Gradients_equal_those_without_checkpoint_bit_for_bit()
    {
        var (plain, checkpointed) = (Gradients(f => f), Gradients(f => x => Checkpoint.Run(f, x)));
        Assert.Equal(plain.W, checkpointed.W);
        Assert.Equal(plain.X, checkpointed.X);
    }

    [Fact]
    public void Function_runs_again_only_in_the_backward_pass()
    {
        int runs = 0;
        var x = _x.Detach().WithGrad();
        var y = Checkpoint.Run(t => { runs++; return t.Tanh(); }, x).Sum();
        Assert.Equal(1, runs);
        y.Backward();
        Assert.Equal(2, runs);
    }

    [Fact]
    public void Second_derivatives_go_through()
    {
        var result = GradCheck.Run(x => Checkpoint.Run(t => t.MatMul(x[1]).Tanh(), x[0] * 2), [_x, _w]);
        Assert.True(result.First < 1e-9, $"first {result.First}");
        Assert.True(result.Second < 1e-8, $"second {result.Second}");
    }

    [Fact]
    public void Random_draws_are_repeated()
    {
        var stream = new Rng(9);
        Tensor? first = null, second = null;
        var x = _x.Detach().WithGrad();
        var y = Checkpoint.Run(t => { var mask = stream.Uniform([4], dtype: DType.Float64); (first, second) = (second, mask); return t * mask; }, x, stream).Sum();
        ulong after = stream.Counter;
        y.Backward();
        Assert.Equal(first!.ToArray<double>(), second!.ToArray<double>());
        Assert.Equal(after, stream.Counter);
    }

    [Fact]
    public void Without_recording_it_is_the_plain_call()
    {
        using var _ = NoGrad.Enter();
        Assert.False(Checkpoint.Run(t => t.MatMul(_w), _x).RequiresGrad);
    }

    private (double[] W, double[] X) Gradients(Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>> wrap)
    {
        Tensor w = _w.Detach().WithGrad(), x = _x.Detach().WithGrad();
        Func<Tensor, Tensor> block = wrap(t => t.MatMul(w).Tanh());
        var hidden = x * 1.5; // the checkpoint begins inside a graph, and w is used before and inside
        block(block(hidden.MatMul(w))).Square().Sum().Backward();
        return (w.Grad!.ToArray<double>(), x.Grad!.ToArray<double>());
    }
}
