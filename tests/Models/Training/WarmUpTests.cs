using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class WarmUpTests
{
    [Fact]
    public void It_runs_each_part_of_a_step_and_draws_nothing()
    {
        var names = new PrimitiveNames();
        using (Dispatcher.ListenHere(names)) WarmUp.Run();
        Assert.Subset(names.Seen.ToHashSet(), new HashSet<string> { "relu", "cross_entropy", "linear", "matmul", "sum", "optimizer_step" });
        Assert.DoesNotContain("random", names.Seen);
    }
}
