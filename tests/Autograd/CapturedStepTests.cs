using Neuron.Autograd;

namespace Neuron.Tests.Autograd;

public class CapturedStepTests
{
    [Fact]
    public void Replayed_training_equals_eager_training_bit_for_bit()
    {
        Assert.Equal(Train(captured: false), Train(captured: true));
    }

    [Fact]
    public void Plan_shares_memory_between_intermediates()
    {
        Tensor x = new Rng(2).Normal([100, 10]), identity = Tensor.Eye(10);
        var step = CapturedStep.Record(() =>
        {
            var y = x;
            for (int i = 0; i < 10; i++) y = y.Tanh().MatMul(identity); // the product parts what would be one chain
            return [y];
        });
        Assert.True(step.PlannedBytes * 4 <= step.UnplannedBytes, $"{step.PlannedBytes} of {step.UnplannedBytes}");
        x.CopyFrom(Tensor.Full([100, 10], 0.5));
        step.Replay();
        double expected = 0.5;
        for (int i = 0; i < 10; i++) expected = Math.Tanh(expected);
        Assert.Equal(expected, step.Results[0].Slice(0, 0, 1).Slice(1, 0, 1).Item(), 1e-6);
    }

    private static float[] Train(bool captured)
    {
        var (noise, data) = (new Rng(5), new Rng(6));
        var w = new Rng(1).Normal([8, 8]).WithGrad();
        var x = data.Normal([4, 8]);
        IReadOnlyCollection<Tensor> Step()
        {
            w.Grad = null;
            ((x + noise.Normal([4, 8])).MatMul(w).Tanh().Dropout(0.3, noise) * noise.Uniform([4, 8])).Square().Mean().Backward();
            return [w.Grad!];
        }
        CapturedStep? step = null;
        for (int i = 0; i < 5; i++)
        {
            if (i > 0) x.CopyFrom(data.Normal([4, 8]));
            if (step is not null) step.Replay();
            else if (captured) step = CapturedStep.Record(Step);
            else Step();
            using (NoGrad.Enter()) w.CopyFrom(w - (w.Grad! * 0.5));
        }
        return w.ToArray<float>();
    }
}
