using System.Diagnostics;
using Neuron.Autograd;
using Neuron.Models;
using Neuron.Models.Losses;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Experiments.Guidance;

/// <summary>Trains one target under one condition (arXiv 2410.20035, §3; the step of specification §1.5).</summary>
/// <param name="task">The pair of networks and their task.</param>
/// <param name="config">Sizes and schedule.</param>
/// <param name="condition">When and by what the target is guided.</param>
/// <param name="part">Name under which steps are logged and checkpoints kept.</param>
/// <param name="run">The run, to log to.</param>
internal sealed class GuidedTraining(GuidanceTask task, GuidanceConfig config, Condition condition, string part, RunContext run)
{
    private const int FewestSamples = 4; // CKA of fewer samples says nothing
    private const int AlignmentLogSteps = 20;
    private const double RidgeWithTrainedGuide = 10, RidgeWithUntrainedGuide = 100; // the paper's, App. J.2

    /// <summary>Trains a target drawn from <paramref name="rng"/>, from its checkpoint if there is one; the guide stays as it is.</summary>
    /// <param name="guide">The guide; in evaluation mode from here on, so that its activations depend on the input alone.</param>
    /// <param name="rng">Stream of initialisation, order, dropout and noise.</param>
    /// <param name="progress">Called with the done fraction of this training and its last loss.</param>
    /// <returns>What was measured, and the trained target.</returns>
    public (PartResult Result, Layer Target) Run(Layer guide, Rng rng, Action<double, string> progress)
    {
        var clock = Stopwatch.StartNew();
        Layer target = task.NewTarget(rng.Split(0));
        Rng noise = rng.Split(2);
        guide.Eval();
        Tensor probe = task.Probe(config.ProbeSamples);
        var (targetTaps, guideTaps, before) = Compare(target, guide, probe);
        GuidanceLoss loss = MakeLoss(targetTaps.Length, guideTaps.Length, rng.Split(4));
        var distillation = new DistillationLoss(config.DistillationAlpha, config.DistillationTemperature, config.DistillationTeacherFirst);
        var regulariser = new IntrinsicDimensionRegulariser(config.DimensionTarget, config.DimensionVariance, config.DimensionSharpness);
        DimensionProfile? first = config.DimensionStep > 0 ? Dimensions() : null;
        DataLoader<Labelled> data = Loader(rng.Split(1));
        long steps = (long)config.Epochs * data.BatchesPerEpoch;
        var record = new TrainingRecord(target, loss.Pairs.Count, () => Evaluate(target), (epoch, values) => run.Record(part, (long)epoch * data.BatchesPerEpoch, values),
            config.DimensionStep, () => Dimensions().Row);
        Evaluation untrained = Evaluate(target);
        if (condition.AlignsFirst) Align(target, guide, loss, rng.Split(3), noise);

        // a new optimiser after alignment: what Adam gathered on the alignment loss says nothing of the task's
        double rate = condition is Condition.Unguided || condition.AlignsFirst ? config.LearningRate : config.GuidedLearningRate;
        Trainer<Labelled>? trainer = null;
        trainer = new(target, task.NewOptimizer(target, rate), data, batch => Loss(trainer!.Step, batch))
        {
            ClipNorm = task.ClipNorm, Callbacks = [record, new ProgressCallback(steps, (fraction, report) => progress(fraction, $"loss {report.Loss:0.000}"))],
            Streams = [noise], CheckpointPath = run.Folder.TrainingPath(part), CheckpointEvery = config.CheckpointSteps,
        };
        if (!trainer.Resume()) record.Note(untrained);
        run.Rewind(part, trainer.Step);
        trainer.Run(steps, run.Cancellation);
        var (_, _, after) = Compare(target, guide, probe);
        bool[] right = (record.Last ?? Evaluate(target)).Right;
        return (new(record.TrainLoss, record.GuidanceLoss, record.PairDistance, record.ValidationLoss, record.Metric, record.StepSize,
            right, before, after, [.. loss.Pairs.Select(p => (int[])[p.Target, p.Guide])], targetTaps, guideTaps, clock.Elapsed.TotalSeconds,
            first is null ? null : [first, .. record.Snapshot.Length > 0 ? [DimensionProfile.FromRow(record.Snapshot)] : (DimensionProfile[])[], Dimensions()]), target);

        DimensionProfile Dimensions()
        {
            using var _ = NoGrad.Enter();
            target.Eval();
            return DimensionProfile.Of(Taps.Collect(target, probe, config.Taps).Taps);
        }

        // task loss + α · guidance loss, with one forward pass of the target
        Tensor Loss(long step, Labelled batch)
        {
            int samples = batch.Input.Shape[0];
            if (data.Position == data.BatchesPerEpoch) record.MeasureNextStep();
            bool guides = condition.Guides(step, config.EarlyStop), regularises = condition is Condition.DimensionRegularised;
            if (!guides && !regularises)
            {
                Tensor alone = target.Forward(batch.Input), plain = task.Loss(alone, batch);
                record.AddBatch(plain.Item(), samples, []);
                return condition.Distils ? task.Distil(distillation, alone, Undisturbed(() => guide.Forward(batch.Input)), batch) : plain;
            }
            var (output, taps) = Taps.Collect(target, batch.Input, config.Taps);
            Tensor taskLoss = task.Loss(output, batch);
            if (regularises)
            {
                record.AddBatch(taskLoss.Item(), samples, []);
                return taps.Aggregate(taskLoss, (total, tap) => total + regulariser.Loss(tap.Value));
            }
            (Tensor sum, Tensor[] terms) = loss.Of(taps, GuideTaps(guide, condition is Condition.NoiseGuide ? task.NoiseLike(batch.Input, noise) : batch.Input));
            record.AddBatch(taskLoss.Item(), samples, [.. terms.Select(t => t.Item())]);
            return taskLoss + sum * config.Alpha;
        }
    }

    private GuidanceLoss MakeLoss(int targetTaps, int guideTaps, Rng rng)
    {
        TapPair[] pairs = LayerMapping.Pairs(guideTaps, targetTaps, config.Mapping);
        int[] supervised = [.. pairs.Select(p => p.Target).Distinct()];
        foreach (int i in config.Subset)
            if (i >= supervised.Length) throw new ConfigException($"subset = {i} is out of range: the mapping supervises {supervised.Length} target taps, 0 to {supervised.Length - 1}.");
        return new([.. pairs.Where(p => config.Subset.Count == 0 || config.Subset.Contains(Array.IndexOf(supervised, p.Target)))], config.Measure,
            condition.TakesTrainedGuide ? RidgeWithTrainedGuide : RidgeWithUntrainedGuide, rng, Math.Min(config.BatchSize, task.TrainCount));
    }

    /// <summary>Steps on the guidance loss alone (§1.6, mode "init").</summary>
    private void Align(Layer target, Layer guide, GuidanceLoss guidance, Rng order, Rng noise)
    {
        string name = $"{part} alignment";
        Trainer<Labelled>? trainer = null;
        trainer = new(target, task.NewOptimizer(target, config.LearningRate), Loader(order), batch =>
        {
            Tensor input = condition is Condition.AlignedOnNoise ? task.NoiseLike(batch.Input, noise) : batch.Input;
            var (_, taps) = Taps.Collect(target, input, config.Taps);
            var (sum, _) = guidance.Of(taps, GuideTaps(guide, input));
            if (trainer!.Step % AlignmentLogSteps == 0) run.Record(name, trainer.Step, ("guidance_loss", sum.Item()));
            return sum;
        })
        {
            ClipNorm = task.ClipNorm, Streams = [noise], CheckpointPath = run.Folder.TrainingPath(part, "alignment"), CheckpointEvery = config.CheckpointSteps,
        };
        trainer.Resume();
        run.Rewind(name, trainer.Step - 1);
        trainer.Run(config.AlignmentSteps, run.Cancellation);
    }

    private DataLoader<Labelled> Loader(Rng order) =>
        new(task.TrainCount, config.BatchSize, indices => task.TrainBatch(indices), order, dropLast: task.TrainCount >= config.BatchSize && task.TrainCount % config.BatchSize < FewestSamples);

    private IReadOnlyList<Tap> GuideTaps(Layer guide, Tensor input)
    {
        var taps = Undisturbed(() => Taps.Collect(guide, input, config.Taps).Taps);
        return config.GuideNormsOnly ? [.. taps.Where(t => t.Name.Split('.')[^1].StartsWith("norm", StringComparison.Ordinal))] : taps;
    }

    private static T Undisturbed<T>(Func<T> forward)
    {
        using var _ = NoGrad.Enter();
        return forward();
    }

    private Evaluation Evaluate(Layer target)
    {
        using var _ = NoGrad.Enter();
        target.Eval();
        return task.Evaluate(target);
    }

    private (string[] Target, string[] Guide, double[][] Map) Compare(Layer target, Layer guide, Tensor probe)
    {
        using var _ = NoGrad.Enter();
        target.Eval();
        var (_, first) = Taps.Collect(target, probe, config.Taps);
        var second = GuideTaps(guide, probe);
        if (second.Count == 0) throw new ConfigException("guideNormsOnly: the guide has no layer norms to compare with.");
        return ([.. first.Select(t => t.Name)], [.. second.Select(t => t.Name)], SimilarityMap.Between(first, second));
    }
}
