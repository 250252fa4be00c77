using Neuron.Autograd;

namespace Neuron.Models;

/// <summary>The loop that experiments share: batch, loss, backward pass, step, callbacks, checkpoint.</summary>
/// <typeparam name="TBatch">What a batch is.</typeparam>
/// <param name="model">What is trained.</param>
/// <param name="optimizer">What trains it.</param>
/// <param name="data">Where the batches come from.</param>
/// <param name="loss">The loss of a batch, a scalar; it runs the model.</param>
public sealed class Trainer<TBatch>(Module model, Optimizer optimizer, DataLoader<TBatch> data, Func<TBatch, Tensor> loss) : IStateful
{
    /// <summary>The learning rate over the steps; null leaves it.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Batches whose gradients are added up, as means, for one step.</summary>
    public int Accumulation { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Accumulation: expected at least 1."); } = 1;

    /// <summary>Largest 2-norm of all gradients together; null for no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Told after each step and epoch, in order.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Random streams that training draws from besides those of the model: checkpoints keep them.</summary>
    public IReadOnlyList<Rng> Streams { get; init; } = [];

    /// <summary>Where checkpoints go; null for none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps between checkpoints.</summary>
    public int CheckpointEvery { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "CheckpointEvery: expected at least 1."); } = 100;

    /// <summary>Steps taken so far, those before a resumption included.</summary>
    public long Step { get; private set; }

    /// <summary>Whether a callback has stopped it: it takes no more steps, also when it is resumed. To go on, set it to false.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Goes on from the checkpoint if there is one.</summary>
    /// <returns>Whether there was.</returns>
    /// <exception cref="InvalidDataException">It is not sound or of another run.</exception>
    public bool Resume()
    {
        if (CheckpointPath is null || !File.Exists(CheckpointPath)) return false;
        Checkpoint().Load(CheckpointPath);
        return true;
    }

    /// <summary>Trains until <paramref name="steps"/> steps were taken in all, or a callback stops it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, between two steps; a checkpoint was written.</exception>
    public void Run(long steps, CancellationToken cancellation = default)
    {
        while (!IsStopped && Step < steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                Save();
                cancellation.ThrowIfCancellationRequested();
            }
            IsStopped = !TakeStep();
            if (IsStopped || Step == steps || Step % CheckpointEvery == 0) Save();
        }
    }

    /// <summary>Writes a checkpoint now.</summary>
    public void Save()
    {
        if (CheckpointPath is not null) Checkpoint().Save(CheckpointPath);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDictionary()
    {
        var state = new OrderedDictionary<string, Tensor> { ["step"] = StateEntries.Integer(Step) };
        if (IsStopped) state.Add("stopped", StateEntries.Integer(1));
        return state;
    }

    /// <inheritdoc/>
    public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary")
    {
        state.AllowOnly(["step", "stopped"], source);
        long step = state.Integer("step", source);
        bool stopped = state.ContainsKey("stopped") && state.Integer("stopped", source) != 0;
        (Step, IsStopped) = step >= 0 ? (step, stopped) : throw new InvalidDataException($"{source}: step {step}; expected at least 0.");
    }

    private bool TakeStep()
    {
        model.Train();
        Schedule?.Apply(optimizer, Step);
        optimizer.ZeroGrad();
        double total = 0;
        int epoch = data.CompletedEpochs;
        for (int i = 0; i < Accumulation; i++)
        {
            var value = loss(data.Next());
            if (value.Size != 1) throw ShapeException.Expected("Trainer: the loss", "a scalar", value.Shape);
            (Accumulation == 1 ? value : value * (1.0 / Accumulation)).Backward();
            total += value.Item() / Accumulation;
        }
        double norm = ClipNorm is { } limit ? optimizer.Parameters.ClipGradNorm(limit) : double.NaN;
        optimizer.Step();
        Step++;
        bool isGoing = true;
        var report = new StepReport(Step, epoch, total, optimizer.Groups[0].LearningRate, norm);
        foreach (var callback in Callbacks) isGoing &= callback.OnStep(report);
        for (int ended = epoch + 1; ended <= data.CompletedEpochs; ended++)
            foreach (var callback in Callbacks) isGoing &= callback.OnEpoch(ended);
        return isGoing;
    }

    private TrainingCheckpoint Checkpoint()
    {
        var checkpoint = new TrainingCheckpoint().Add("trainer", this).Add("model", model).Add("optimizer", optimizer)
            .Add("data", data).Add("random", [.. model.RandomStreams().Concat(Streams).Append(Rng.Default).Distinct()]);
        if (Schedule is IStateful schedule) checkpoint.Add("schedule", schedule);
        for (int i = 0; i < Callbacks.Count; i++)
            if (Callbacks[i] is IStateful callback) checkpoint.Add($"callback{i}", callback);
        return checkpoint;
    }
}
