using Neuron.Autograd;
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
                var mlp = new Fcn(64, [256, 256], 10, rng: rng);
                (model, loss) = (mlp, () => mlp.Forward(rng.Normal([128, 64])).CrossEntropy(rng.Integers([128], 0, 10)));
                break;
            case "cnn":
                var cnn = new ResNet(new ResNetConfig { Blocks = [1], Width = 8, SmallImages = true, Classes = 10 }, rng);
                (model, loss) = (cnn, () => cnn.Forward(rng.Normal([4, 3, 12, 12])).CrossEntropy(rng.Integers([4], 0, 10)));
                break;
            default:
                var lstm = new Lstm(8, 64, rng: rng);
                (model, loss) = (lstm, () => lstm.Forward(rng.Normal([32, 6, 8])).Y.Square().Mean());
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
}
