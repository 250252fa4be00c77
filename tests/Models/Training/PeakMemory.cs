using System.Runtime.CompilerServices;
using Neuron.Autograd;
using Neuron.Kernels.Memory;
using Neuron.Models;

namespace Neuron.Tests.Models;

/// <summary>The steps of <see cref="PeakMemoryTests"/>.</summary>
internal static class PeakMemory
{
    /// <summary>Bytes of one activation: 8 · 512 tokens of 256 channels, 32 images of 32 channels of 32 × 32.</summary>
    public const long Activation = 4 << 20;

    /// <summary>Bytes that the graph keeps from the forward to the backward pass, bytes of the parameters, and the most that the pool held in five steps.</summary>
    public static (long Kept, long Parameters, long Peak) Measure(string network)
    {
        var rng = new Rng(1);
        Module model;
        Func<Tensor> loss;
        if (network == "transformer")
        {
            var encoder = new TransformerEncoder(Enumerable.Range(0, 3).Select(_ => new TransformerEncoderLayer(256, 4, 1024, dropout: 0, Pointwise.Gelu(), rng: rng)));
            Tensor x = rng.Normal([8, 512, 256]);
            (model, loss) = (encoder, () => encoder.Forward(new SequenceInput(x)).Sum());
        }
        else
        {
            var residual = new ResNet(new ResNetConfig { Blocks = [2, 2], Width = 32, SmallImages = true, Classes = 10 }, rng);
            Tensor x = rng.Normal([32, 3, 32, 32]), labels = rng.Integers([32], 0, 10);
            (model, loss) = (residual, () => residual.Forward(x).CrossEntropy(labels));
        }
        var optimizer = new Adam(model.Parameters());
        for (int step = 0; step < 5; step++) Step(optimizer, loss);
        long peak = NativePool.Host.PeakBytes;
        optimizer.ZeroGrad();
        long before = Live();
        var last = loss();
        long kept = Live() - before;
        last.Backward();
        return (kept, model.Parameters().Sum(p => p.Shape.Size * p.DType.Size), peak);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // what it has on its stack is gone when it returns
    private static void Step(Adam optimizer, Func<Tensor> loss)
    {
        optimizer.ZeroGrad();
        loss().Backward();
        optimizer.Step();
    }

    private static long Live()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return NativePool.Host.RentedBytes;
    }
}
