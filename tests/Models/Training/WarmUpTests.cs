using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class WarmUpTests
{
    [Fact]
    public void It_runs_each_part_of_a_step_and_leaves_the_streams_alone()
    {
        var (names, recording) = (new PrimitiveNames(), new Recording());
        using (Dispatcher.ListenHere(names))
        using (Dispatcher.ListenHere(recording)) WarmUp.Run();
        Assert.Subset(names.Seen.ToHashSet(), new HashSet<string> { "relu", "cross_entropy", "linear", "matmul", "sum", "optimizer_step" });
        Assert.All(recording.RandomUses.Keys, rng => Assert.NotSame(Rng.Default, rng));
    }
}
