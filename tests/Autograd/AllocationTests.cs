using Neuron.Autograd;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Memory;

namespace Neuron.Tests.Autograd;

/// <summary>What an operation and a training step may take: little of the managed heap, nothing of the system's memory once warm.</summary>
[Collection("memory of the process"), Trait("Category", "Cpu")]
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

    [Fact]
    public void Training_takes_no_memory_from_the_system_after_step_10()
    {
        // what other tests left is neither memory to draw on nor a phase that ends here
        GC.Collect();
        GC.WaitForPendingFinalizers();
        NativePool.Host.Trim();
        int threads = WorkerPool.Threads;
        WorkerPool.Threads = 1; // the blocks into which workers pack are more if two happen to pack at once
        try
        {
            TrainInWarmMemory();
        }
        finally
        {
            WorkerPool.Threads = threads;
        }
    }

    private static void TrainInWarmMemory()
    {
        Rng rng = new(4);
        Tensor x = rng.Normal([256, 256]), labels = rng.Integers([256], 0, 10);
        Tensor[] weights = [(rng.Normal([256, 1024]) * 0.05).WithGrad(), (rng.Normal([1024, 1024]) * 0.05).WithGrad(), (rng.Normal([1024, 10]) * 0.05).WithGrad()];
        long taken = 0;
        for (int i = 0; i < 40; i++)
        {
            if (i <= 10) taken = NativePool.Host.SystemAllocations;
            Assert.True(taken == NativePool.Host.SystemAllocations, $"step {i - 1} took {NativePool.Host.SystemAllocations - taken} blocks; {NativePool.Host.RentedBytes} bytes in use, {NativePool.Host.CachedBytes} kept");
            foreach (var w in weights) w.Grad = null;
            x.MatMul(weights[0]).Relu().MatMul(weights[1]).Relu().MatMul(weights[2]).CrossEntropy(labels).Backward();
            using (NoGrad.Enter())
                foreach (var w in weights) w.CopyFrom(w - (w.Grad! * 0.01));
        }
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

/// <summary>Tests that watch memory which all tests share run alone.</summary>
[CollectionDefinition("memory of the process", DisableParallelization = true)]
public class ProcessMemoryGroup;
