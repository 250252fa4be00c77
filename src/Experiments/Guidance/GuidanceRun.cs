using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Runs every condition with every seed, part by part, so that an interrupted run continues where it was.</summary>
/// <param name="task">The pair of networks and their task.</param>
/// <param name="config">Sizes, conditions, schedule.</param>
/// <param name="run">Where to log and to store.</param>
/// <param name="prefix">Begins the name of every part, where a run compares several pairs.</param>
/// <param name="from">Fraction of the whole run that is done before.</param>
/// <param name="to">Fraction of the whole run that is done after.</param>
/// <param name="analyse">Measures something of each trained target; null for nothing.</param>
internal sealed class GuidanceRun(
    GuidanceTask task, GuidanceConfig config, RunContext run, string prefix = "", double from = 0, double to = 1, Func<Layer, double[]>? analyse = null)
{
    private readonly int _total = config.Seeds * (config.Conditions.Count + 1);
    private int _done;

    /// <summary>All parts, those that an earlier run finished read from the folder.</summary>
    public GuidanceOutcome Run()
    {
        var parts = config.Conditions.ToDictionary(c => c, _ => new List<PartResult>());
        List<GuideResult> guides = [];
        for (int k = 0; k < config.Seeds; k++)
        {
            var rng = new Rng((ulong)(run.Seed + k));
            Layer untrained = task.NewGuide(rng.Split(0));
            Layer? trained = null;
            string label = $"{prefix}seed {run.Seed + k}";
            if (NeedsTrainedGuide(label))
            {
                trained = task.NewGuide(rng.Split(0));
                guides.Add(PrepareGuide(label, untrained, trained, rng.Split(1)));
            }
            _done++;
            foreach (Condition condition in config.Conditions)
            {
                string part = $"{condition.Label} {label}";
                parts[condition].Add(run.Part(part, () =>
                {
                    // the same stream for every condition: all targets of a seed start from the same weights
                    var (result, target) = new GuidedTraining(task, config, condition, part, run).Run(condition.TakesTrainedGuide ? trained! : untrained, rng.Split(2),
                        (fraction, text) => Show(_done + fraction, $"{part}, {text}"));
                    return analyse is null ? result : result with { Analysis = Analysed(target) };
                }));
                _done++;
            }
        }
        return new(parts.ToDictionary(p => p.Key, p => (IReadOnlyList<PartResult>)p.Value), guides);

        double[] Analysed(Layer target)
        {
            using var _ = NoGrad.Enter();
            target.Eval();
            return analyse(target);
        }
    }

    /// <summary>The trained guide of repetition <paramref name="k"/> alone, as <see cref="Run"/> uses it.</summary>
    public Layer TrainedGuide(int k)
    {
        var rng = new Rng((ulong)(run.Seed + k));
        Layer trained = task.NewGuide(rng.Split(0));
        _ = PrepareGuide($"{prefix}seed {run.Seed + k}", task.NewGuide(rng.Split(0)), trained, rng.Split(1));
        trained.Eval();
        return trained;
    }

    private bool NeedsTrainedGuide(string label) => config.Conditions.Any(c => c.TakesTrainedGuide) || File.Exists(run.Folder.PartPath($"guide {label}"));

    /// <summary>Trains the guide, or loads it if an earlier run did.</summary>
    private GuideResult PrepareGuide(string label, Layer untrained, Layer trained, Rng rng)
    {
        string part = $"guide {label}", weights = Path.Combine(run.Folder.Root, "checkpoints", $"{part.Replace(' ', '-')}.safetensors");
        GuideResult result = run.Part(part, () =>
        {
            double before = Evaluate(untrained).Metric;
            if (!task.TrainGuide(trained, part, rng, run)) TrainPlainly(part, trained, rng);
            Evaluation after = Evaluate(trained);
            Directory.CreateDirectory(Path.GetDirectoryName(weights)!);
            SafeTensors.Write(weights, trained.StateDictionary());
            return new GuideResult(before, after.Metric, after.Right);
        });
        trained.LoadStateDictionary(SafeTensors.Read(weights), source: weights);
        return result;
    }

    private void TrainPlainly(string part, Layer guide, Rng rng)
    {
        var data = new DataLoader<Labelled>(task.TrainCount, config.BatchSize, indices => task.TrainBatch(indices), rng);
        long steps = (long)config.GuideEpochs * data.BatchesPerEpoch;
        var record = new TrainingRecord(guide, 0, () => Evaluate(guide), (epoch, values) => run.Record(part, epoch, values), 0, () => []);
        var trainer = new Trainer<Labelled>(guide, task.NewOptimizer(guide, config.GuideLearningRate), data, batch =>
        {
            Tensor loss = task.Loss(guide.Forward(batch.Input), batch);
            record.AddBatch(loss.Item(), batch.Input.Shape[0], []);
            return loss;
        })
        {
            ClipNorm = task.ClipNorm, CheckpointPath = run.Folder.TrainingPath(part), CheckpointEvery = config.CheckpointSteps,
            Callbacks = [record, new ProgressCallback(steps, (fraction, report) => Show(_done + fraction, $"{part}, loss {report.Loss:0.000}"))],
        };
        if (!trainer.Resume()) record.Note(Evaluate(guide));
        run.Rewind(part, record.TrainLoss.Length);
        trainer.Run(steps, run.Cancellation);
    }

    // says it without a check whether the run is to stop: the trainer checks, after it has written a checkpoint
    private void Show(double parts, string doing) => run.Show(from + (to - from) * parts / _total, doing);

    private Evaluation Evaluate(Layer network)
    {
        using var _ = NoGrad.Enter();
        network.Eval();
        return task.Evaluate(network);
    }
}

/// <summary>All that was measured of one pair of networks.</summary>
/// <param name="Parts">By condition, one result a seed.</param>
/// <param name="Guides">The trained guides, one a seed; empty if no condition needs one.</param>
internal sealed record GuidanceOutcome(IReadOnlyDictionary<Condition, IReadOnlyList<PartResult>> Parts, IReadOnlyList<GuideResult> Guides)
{
    /// <summary>The epoch (1 = after the first) at which the validation loss, averaged over seeds, is lowest (§4 of the paper).</summary>
    public int BestEpoch(Condition condition)
    {
        var parts = Parts[condition];
        return Enumerable.Range(1, parts[0].ValidationLoss.Length - 1).MinBy(e => parts.Average(p => double.IsNaN(p.ValidationLoss[e]) ? double.PositiveInfinity : p.ValidationLoss[e]));
    }

    /// <summary>The metric of each seed at that epoch.</summary>
    public double[] Metrics(Condition condition)
    {
        int epoch = BestEpoch(condition);
        return [.. Parts[condition].Select(p => p.Metric[epoch])];
    }
}
