using Neuron.Autograd;
using Neuron.Primitives;

namespace Neuron.Tests.Autograd;

/// <summary>A graph that keeps a tensor finds out that a replay has written it.</summary>
public class CapturedVersionTests
{
    [Fact]
    public void Replayed_optimizer_step_is_seen_by_a_graph_that_kept_its_last_parameter()
    {
        Tensor[] p = [Tensor.Ones([2]).WithGrad(), Tensor.Ones([2]).WithGrad()], g = [Tensor.Ones([2]), Tensor.Ones([2])];
        var step = CapturedStep.Record(() =>
        {
            OptimizerStep.Run(new OptimizerRule.Sgd(0.5), p[0].Detach(), g[0], p[1].Detach(), g[1]);
            return [];
        });
        foreach (var parameter in p)
        {
            var y = (parameter * parameter).Sum();
            step.Replay();
            var e = Assert.Throws<InvalidOperationException>(() => y.Backward());
            Assert.Contains("changed in place", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Replayed_result_is_seen_by_a_graph_that_kept_it()
    {
        var x = new Rng(1).Normal([2, 2]);
        var w = Tensor.Eye(2).WithGrad();
        var step = CapturedStep.Record(() => [x.Tanh()]);
        var z1 = step.Results[0].MatMul(w);
        step.Replay();
        var z2 = step.Results[0].MatMul(w);
        var e = Assert.Throws<InvalidOperationException>(() => (z1 + z2).Sum().Backward());
        Assert.Contains("changed in place", e.Message, StringComparison.Ordinal);
    }
}
