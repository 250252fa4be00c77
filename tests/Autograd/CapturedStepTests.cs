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

    [Fact]
    public void Streams_of_one_seed_go_on_each_by_itself_and_past_numbers_drawn_between()
    {
        Assert.Equal(Draws(captured: false), Draws(captured: true));

        static float[] Draws(bool captured)
        {
            Rng noise = new(7) { Counter = 500 }, masks = new(7) { Counter = 510 };
            var x = Tensor.Ones([64]).WithGrad();
            IReadOnlyCollection<Tensor> Step()
            {
                x.Grad = null;
                var first = (x + noise.Normal([64])).Dropout(0.5, masks);
                masks.Next(10);
                first.Dropout(0.5, masks).Sum().Backward();
                return [first, x.Grad!];
            }
            return Repeated(captured, Step);
        }
    }

    [Fact]
    public void A_replay_draws_by_the_seed_that_its_stream_has_by_then()
    {
        static Tensor Draw(Rng rng)
        {
            var x = Tensor.Ones([1, 1, 16, 4]);
            return Tensor.ScaledDotProductAttention(x, x, x.Dropout(0.5, rng), dropout: 0.5, rng: rng) + rng.Normal([4]);
        }

        var (rng, other) = (new Rng(3), new Rng(9) { Counter = 100 });
        var step = CapturedStep.Record(() => [Draw(rng)]);
        (rng.Seed, rng.Counter) = (9, 100);
        step.Replay();
        Assert.Equal(Draw(other).ToArray<float>(), step.Results[0].ToArray<float>());
        Assert.Equal(other.Counter, rng.Counter);
    }

    [Fact]
    public void A_checkpoint_that_draws_again_does_not_hold_its_stream_back()
    {
        Assert.Equal(Draws(captured: false), Draws(captured: true));

        static float[] Draws(bool captured)
        {
            var (x, rng) = (Tensor.Ones([64]).WithGrad(), new Rng(3));
            IReadOnlyCollection<Tensor> Step()
            {
                x.Grad = null;
                var y = Checkpoint.Run(t => t.Dropout(0.5, rng) * t, x, rng);
                y = Checkpoint.Run(t => t.Dropout(0.5, rng) * t, y, rng);
                y = y.Dropout(0.5, rng);
                y.Sum().Backward();
                return [y, x.Grad!];
            }
            return Repeated(captured, Step);
        }
    }

    [Fact]
    public void A_replay_that_fails_moves_no_stream_of_eager_code()
    {
        var (x, rng) = (Tensor.Ones([64]), new Rng(3));
        var step = CapturedStep.Record(() => [x.Dropout(0.5, rng)]);
        step.Replay();
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(step.Replay);
        Assert.Equal(Kernels.Operators.Philox.Block(4, 0).X >> 8, (uint)(new Rng(4).Uniform([4])[0].Item() * (1 << 24)));
    }

    /// <summary>The results of four steps, the later three of which are replays if captured.</summary>
    private static float[] Repeated(bool captured, Func<IReadOnlyCollection<Tensor>> run)
    {
        var results = new List<float>();
        CapturedStep? step = null;
        for (int i = 0; i < 4; i++)
        {
            if (captured && step is not null) step.Replay();
            else if (captured) step = CapturedStep.Record(run);
            foreach (var y in step?.Results ?? run()) results.AddRange(y.ToArray<float>());
        }
        return [.. results];
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
