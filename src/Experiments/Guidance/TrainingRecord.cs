using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>What one training has measured so far, epoch by epoch; a checkpoint keeps it, so that a resumed training ends with all of it.</summary>
/// <param name="target">The network.</param>
/// <param name="pairs">Number of compared pairs of taps.</param>
/// <param name="evaluate">Measures the network after an epoch.</param>
/// <param name="log">Told of each epoch: its number from 1, and the values by name.</param>
/// <param name="snapshotStep">After this step <paramref name="snapshot"/> is taken; 0 takes none.</param>
/// <param name="snapshot">Numbers to keep of that moment.</param>
internal sealed class TrainingRecord(
    Module target, int pairs, Func<Evaluation> evaluate, Action<int, (string Name, double Value)[]> log, int snapshotStep, Func<double[]> snapshot) : TrainingCallback, IStateful
{
    private readonly List<double[]> _epochs = []; // task loss, guidance loss, step size, then each pair's distance
    private readonly List<(double ValidationLoss, double Metric)> _evaluations = [];
    private readonly double[] _pairSums = new double[pairs];
    private double _taskSum, _stepSize;
    private long _seen, _guided;
    private Tensor[]? _before;

    /// <summary>The last evaluation.</summary>
    public Evaluation? Last { get; private set; }

    /// <summary>Task loss of each epoch.</summary>
    public double[] TrainLoss => [.. _epochs.Select(e => e[0])];

    /// <summary>Guidance loss of each epoch; NaN where nothing guided.</summary>
    public double[] GuidanceLoss => [.. _epochs.Select(e => e[1])];

    /// <summary>Mean absolute change of a parameter in the last step of each epoch.</summary>
    public double[] StepSize => [.. _epochs.Select(e => e[2])];

    /// <summary>1 − similarity of each pair, by epoch; empty where nothing guided.</summary>
    public double[][] PairDistance => [.. _epochs.Select(e => double.IsNaN(e[1]) ? [] : e[3..])];

    /// <summary>Validation loss before the first epoch and after each.</summary>
    public double[] ValidationLoss => [.. _evaluations.Select(e => e.ValidationLoss)];

    /// <summary>Metric at the same moments.</summary>
    public double[] Metric => [.. _evaluations.Select(e => e.Metric)];

    /// <summary>What was kept of the moment that was asked for; empty before it.</summary>
    public double[] Snapshot { get; private set; } = [];

    /// <summary>Notes how good the network is before the first step.</summary>
    public void Note(Evaluation evaluation)
    {
        Last = evaluation;
        _evaluations.Add((evaluation.ValidationLoss, evaluation.Metric));
    }

    /// <summary>Notes the losses of a batch; <paramref name="terms"/> is empty where nothing guides.</summary>
    public void AddBatch(double taskLoss, int samples, double[] terms)
    {
        _taskSum += taskLoss * samples;
        _seen += samples;
        if (terms.Length == 0) return;
        _guided++;
        for (int i = 0; i < terms.Length; i++) _pairSums[i] += terms[i];
    }

    /// <summary>The change of the parameters by the step that comes is to be measured (§1.10); costs a copy of them.</summary>
    public void MeasureNextStep()
    {
        using var _ = NoGrad.Enter();
        _before = [.. target.Parameters().Select(p => p.Value.Detach().Clone())];
    }

    /// <inheritdoc/>
    public override bool OnStep(StepReport report)
    {
        if (report.Step == snapshotStep) Snapshot = snapshot();
        if (_before is null) return true;
        using var _ = NoGrad.Enter();
        _stepSize = target.Parameters().Zip(_before).Average(p => (p.First.Value.Detach() - p.Second).Abs().Mean().Item());
        _before = null;
        return true;
    }

    /// <inheritdoc/>
    public override bool OnEpoch(int epoch)
    {
        double[] distances = [.. _pairSums.Select(s => _guided > 0 ? s / _guided : double.NaN)];
        _epochs.Add([_taskSum / Math.Max(1, _seen), _guided > 0 ? distances.Sum() : double.NaN, _stepSize, .. distances]);
        (_taskSum, _seen, _guided) = (0, 0, 0);
        Array.Clear(_pairSums);
        Note(evaluate());
        log(epoch, [("epoch", epoch), ("train_loss", _epochs[^1][0]), ("guidance_loss", _epochs[^1][1]), ("validation_loss", Last!.ValidationLoss), ("metric", Last.Metric), ("step_size", _stepSize)]);
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDictionary() => new Dictionary<string, Tensor>
    {
        ["epochs"] = Tensor.From([.. _epochs.SelectMany(e => e)], [_epochs.Count, 3 + pairs]),
        ["evaluations"] = Tensor.From([.. _evaluations.SelectMany(e => (double[])[e.ValidationLoss, e.Metric])], [_evaluations.Count, 2]),
        ["sums"] = Tensor.From([_taskSum, _seen, _guided, _stepSize, .. _pairSums], [4 + pairs]),
        ["snapshot"] = Tensor.From(Snapshot, [Snapshot.Length]),
    };

    /// <inheritdoc/>
    public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary")
    {
        double[] epochs = Values("epochs", 3 + pairs), evaluations = Values("evaluations", 2), sums = Values("sums", 4 + pairs), kept = Values("snapshot", 1);
        if (sums.Length != 4 + pairs || evaluations.Length / 2 != epochs.Length / (3 + pairs) + 1)
            throw new InvalidDataException($"{source}: {evaluations.Length / 2} evaluations of {epochs.Length / (3 + pairs)} epochs; expected one more than epochs.");
        Snapshot = kept;
        _epochs.Clear();
        _epochs.AddRange(epochs.Chunk(3 + pairs));
        _evaluations.Clear();
        _evaluations.AddRange(evaluations.Chunk(2).Select(e => (e[0], e[1])));
        (_taskSum, _seen, _guided, _stepSize) = (sums[0], (long)sums[1], (long)sums[2], sums[3]);
        sums.AsSpan(4).CopyTo(_pairSums);

        double[] Values(string name, int multiple) => state.TryGetValue(name, out Tensor? tensor) && tensor.DType == DType.Float64 && tensor.Size % multiple == 0 ? tensor.ToArray<double>()
            : throw new InvalidDataException($"{source}: '{name}': expected float64 rows of {multiple}, found {(tensor is null ? "nothing" : $"{tensor.DType.Label} {tensor.Shape}")}.");
    }
}
