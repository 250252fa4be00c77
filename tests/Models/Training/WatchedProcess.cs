using Neuron.Autograd;

namespace Neuron.Tests.Models;

/// <summary>What <see cref="WatchedProcessTests"/> looks at, in a process whose every primitive is watched.</summary>
internal static class WatchedProcess
{
    /// <summary>A gradient through an infinity that was put in, the report of one that is made, and the primitives of a recording.</summary>
    public static IEnumerable<string> Run()
    {
        Environment.SetEnvironmentVariable("NEURON_CHECK", "1"); // before the first tensor
        var x = Tensor.Full([1], double.NegativeInfinity).WithGrad();
        x.Square().Sum().Backward();
        yield return $"{x.Grad!.Item()}";
        var zero = Tensor.From(new float[] { 0 }).WithGrad();
        yield return Assert.Throws<AnomalyException>(() => (zero.Sqrt() * 3).Sum().Backward()).Message;
        yield return $"{CapturedStep.Record(() => [zero.Tanh()]).Count}";
    }
}
