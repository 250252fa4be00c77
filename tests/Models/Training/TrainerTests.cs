using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class TrainerTests
{
    private sealed class Log : TrainingCallback
    {
        public List<StepReport> Steps { get; } = [];
        public List<int> Epochs { get; } = [];

        public override bool OnStep(StepReport report)
        {
            Steps.Add(report);
            return true;
        }

        public override bool OnEpoch(int epoch)
        {
            Epochs.Add(epoch);
            return true;
        }
    }

    [Fact]
    public void A_run_learns_and_reports()
    {
        var log = new Log();
        var (_, trainer) = TinyRun.Make(null, callbacks: log);
        trainer.Run(TinyRun.Steps);
        Assert.Equal(TinyRun.Steps, log.Steps.Count);
        Assert.Equal(Enumerable.Range(1, 85), log.Epochs); // 600 batches, 7 an epoch
        Assert.Equal(0.01 / 20, log.Steps[1].LearningRate, 1e-12);
        Assert.InRange(log.Steps[^20..].Average(s => s.Loss), 0, 0.1); // noise of 0.1 in each hidden unit stays; the target's variance is about 0.5
        Assert.InRange(log.Steps[..5].Average(s => s.Loss), 0.3, 2);
    }

    [Fact]
    public void A_loader_refuses_the_place_of_another_configuration()
    {
        DataLoader<int[]> Make(int batch, ulong? seed) => new(12, batch, i => i, seed is { } s ? new Rng(s) : null);
        var state = Make(3, 1).StateDictionary();
        Make(3, 2).LoadStateDictionary(state);
        Assert.Contains("'batch_size': expected batches of 4, found 3", Assert.Throws<InvalidDataException>(() => Make(4, 1).LoadStateDictionary(state)).Message, StringComparison.Ordinal);
        Assert.Contains("'shuffled': expected samples in order", Assert.Throws<InvalidDataException>(() => Make(3, null).LoadStateDictionary(state)).Message, StringComparison.Ordinal);
        Make(4, null).LoadStateDictionary(state.Where(p => p.Key is not ("batch_size" or "shuffled")).ToDictionary()); // as saved before they were
    }

    [Theory, InlineData(1), InlineData(20), InlineData(49), InlineData(50)]
    public void A_resumed_run_ends_with_the_same_bits(int until)
    {
        using var file = new TemporaryFile(".safetensors");
        var (whole, trainer) = TinyRun.Make(null);
        trainer.Run(60);
        var (_, first) = TinyRun.Make(file.Path, every: 1000);
        first.Run(until);
        var (resumed, second) = TinyRun.Make(file.Path, every: 1000);
        Rng.Default.Normal([7]); // a stream that the checkpoint moves back
        Assert.True(second.Resume());
        Assert.Equal(until, second.Step);
        second.Run(60);
        Assert.Equal(TinyRun.Fingerprint(whole), TinyRun.Fingerprint(resumed));
    }

    [Fact]
    public void Cancelling_saves_and_early_stopping_keeps_the_best()
    {
        using var file = new TemporaryFile(".safetensors");
        using var cancel = new CancellationTokenSource();
        var (model, trainer) = TinyRun.Make(file.Path, callbacks: new ProgressCallback(100, (_, report) => { if (report.Step == 10) cancel.Cancel(); }));
        Assert.Throws<OperationCanceledException>(() => trainer.Run(100, cancel.Token));
        Assert.Equal(10, trainer.Step);
        Assert.True(File.Exists(file.Path));

        double[] measures = [3, 2, 2.5, 2.6, 1];
        int epoch = 0;
        string best = "";
        EarlyStopping? stopping = null;
        var holder = new Sequential(new Linear(2, 1, rng: new Rng(1)));
        stopping = new EarlyStopping(holder, () =>
        {
            if (epoch == 1) best = TinyRun.Fingerprint(holder);
            return measures[epoch++];
        }, patience: 2);
        var data = TensorData.Load([Tensor.Ones([4, 2])], 4);
        var run = new Trainer<Tensor[]>(holder, new Sgd(holder.Parameters(), 0.1), data, b => holder.Forward(b[0]).Sum()) { Callbacks = [stopping] };
        run.Run(100);
        Assert.Equal(4, run.Step);
        Assert.Equal(2, stopping.Best);
        Assert.NotEqual(best, TinyRun.Fingerprint(holder));
        stopping.Restore();
        Assert.Equal(best, TinyRun.Fingerprint(holder));
    }

    [Fact]
    public void A_run_that_a_callback_stopped_stays_stopped_when_it_is_resumed()
    {
        using var file = new TemporaryFile(".safetensors");
        TinyRun.Make(file.Path, callbacks: new StopAt(10)).Trainer.Run(60);
        var (_, resumed) = TinyRun.Make(file.Path, callbacks: new StopAt(10));
        Assert.True(resumed.Resume());
        resumed.Run(60);
        Assert.Equal((10, true), (resumed.Step, resumed.IsStopped));
        resumed.IsStopped = false;
        resumed.Run(12);
        Assert.Equal(12, resumed.Step);
    }

    private sealed class StopAt(long step) : TrainingCallback
    {
        public override bool OnStep(StepReport report) => report.Step != step;
    }

    [Fact]
    public void A_checkpoint_of_another_model_is_refused()
    {
        using var file = new TemporaryFile(".safetensors");
        var (_, trainer) = TinyRun.Make(file.Path);
        trainer.Run(1);
        var other = new Sequential(new Linear(6, 3));
        var run = new Trainer<Tensor[]>(other, new Sgd(other.Parameters(), 0.1), TensorData.Load([Tensor.Ones([4, 6])], 4), b => other.Forward(b[0]).Sum()) { CheckpointPath = file.Path };
        var error = Assert.Throws<InvalidDataException>(() => run.Resume());
        Assert.Contains($"{file.Path} (model)", error.Message, StringComparison.Ordinal);
        Assert.Contains("'0.weight': expected shape [3, 6], found [16, 6]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accumulated_steps_equal_one_of_the_whole_batch()
    {
        Sequential[] models = [new(new Linear(6, 1, rng: new Rng(3))), new(new Linear(6, 1, rng: new Rng(3)))];
        var x = new Rng(4).Normal([8, 6]);
        for (int i = 0; i < 2; i++)
        {
            var model = models[i];
            new Trainer<Tensor[]>(model, new Sgd(model.Parameters(), 0.1), TensorData.Load([x], i == 0 ? 8 : 2), b => model.Forward(b[0]).Square().Mean()) { Accumulation = i == 0 ? 1 : 4 }.Run(1);
        }
        float[] a = models[0].Parameters().First().Value.ToArray<float>(), b = models[1].Parameters().First().Value.ToArray<float>();
        for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 1e-6); // float32 sums in two orders
    }

    [Fact]
    public void A_loader_covers_each_epoch_once_in_a_new_order()
    {
        var loader = new DataLoader<int[]>(10, 4, rows => rows, new Rng(1));
        int[][] epochs = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 3).SelectMany(_ => loader.Next()).ToArray())];
        Assert.All(epochs, e => Assert.Equal(Enumerable.Range(0, 10), e.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
        var all = new DataLoader<int[]>(10, int.MaxValue, rows => rows);
        Assert.Equal((1, 10), (all.BatchesPerEpoch, all.Next().Length));
        Assert.Equal([1f, 2, 5, 6, 1, 2], TensorData.Rows(Tensor.From<float>([1, 2, 3, 4, 5, 6], [3, 2]), [0, 2, 0]).ToArray<float>());
    }
}
