using Neuron.Autograd;
using Neuron.Kernels.Memory;
using Neuron.Models;

namespace Neuron.Tests.Models;

/// <summary>The loops of <see cref="FlatMemoryTests"/>: no Dispose, no using, no collection asked for.</summary>
internal static class LoopMemory
{
    /// <summary>Resident bytes after step 200 and after step 2,000.</summary>
    public static (long Early, long Late) Measure(string network)
    {
        var rng = new Rng(1);
        Func<Tensor> loss;
        Module model;
        switch (network)
        {
            case "mlp":
                var mlp = new Fcn(256, [512, 512], 10, rng: rng);
                (model, loss) = (mlp, () => mlp.Forward(rng.Normal([128, 256])).CrossEntropy(rng.Integers([128], 0, 10)));
                break;
            case "cnn":
                var cnn = new ResNet(new ResNetConfig { Blocks = [1, 1], Width = 16, SmallImages = true, Classes = 10 }, rng);
                (model, loss) = (cnn, () => cnn.Forward(rng.Normal([8, 3, 16, 16])).CrossEntropy(rng.Integers([8], 0, 10)));
                break;
            default:
                var lstm = new Lstm(32, 128, rng: rng);
                (model, loss) = (lstm, () => lstm.Forward(rng.Normal([32, 12, 32])).Y.Square().Mean());
                break;
        }
        var optimizer = new Adam(model.Parameters());
        long early = 0;
        for (int step = 1; step <= 2_000; step++)
        {
            optimizer.ZeroGrad();
            loss().Backward();
            optimizer.Step();
            if (step == 200) early = Environment.WorkingSet;
        }
        return (early, Environment.WorkingSet);
    }

    /// <summary>How often steps 11 to 200 take memory from the system; their tensors are of the sizes of a training of which each step takes 10 MB.</summary>
    public static long AllocationsOnceWarm()
    {
        var rng = new Rng(4);
        var mlp = new Fcn(256, [1024, 1024], 10, rng: rng);
        var optimizer = new Adam(mlp.Parameters());
        Tensor x = rng.Normal([256, 256]), labels = rng.Integers([256], 0, 10);
        long before = 0;
        for (int step = 1; step <= 200; step++)
        {
            optimizer.ZeroGrad();
            mlp.Forward(x).CrossEntropy(labels).Backward();
            optimizer.Step();
            if (step == 10) before = NativePool.Host.SystemAllocations;
        }
        return NativePool.Host.SystemAllocations - before;
    }
}
