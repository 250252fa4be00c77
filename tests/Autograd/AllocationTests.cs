using Neuron.Autograd;

namespace Neuron.Tests.Autograd;

/// <summary>What an operation and a step may take of the managed heap: little, and nothing.</summary>
[Trait("Category", "Cpu")]
public class AllocationTests
{
    [Fact]
    public void Eager_elementwise_operation_allocates_under_300_bytes()
    {
        Tensor a = new Rng(1).Normal([16]), b = new Rng(2).Normal([16]);
        Assert.InRange(PerRun(() => (a + b).Dispose()), 0, 299);
        Assert.InRange(PerRun(() => a.Tanh().Dispose()), 0, 299);
        Assert.InRange(PerRun(() => (a * 2).Dispose()), 0, 299);
    }

    [Fact]
    public void Captured_step_allocates_nothing()
    {
        Rng rng = new(3);
        Tensor x = rng.Normal([8, 16]), labels = rng.Integers([8], 0, 4);
        Tensor w1 = rng.Normal([16, 32]).WithGrad(), w2 = rng.Normal([4, 32]).WithGrad(), bias = rng.Normal([32]).WithGrad();
        var step = CapturedStep.Record(() =>
        {
            (w1.Grad, w2.Grad, bias.Grad) = (null, null, null);
            (x.MatMul(w1) + bias).Gelu().LayerNorm().Dropout(0.1, rng).Linear(w2).CrossEntropy(labels).Backward();
            return [w1.Grad!, w2.Grad!, bias.Grad!];
        });
        Assert.Equal(0, PerRun(step.Replay));
    }

    /// <summary>Bytes of the managed heap that this thread takes for one run, once all is compiled.</summary>
    private static long PerRun(Action action)
    {
        const int Runs = 200;
        for (int i = 0; i < Runs; i++) action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Runs; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
    }
}
