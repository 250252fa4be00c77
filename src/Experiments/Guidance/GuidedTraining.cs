using System.Diagnostics;
using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Trains one target under one condition (arXiv 2410.20035, §3; the step of specification §1.5).</summary>
internal sealed class GuidedTraining(GuidanceTask task, GuidanceConfig config, Condition condition)
{
    private const int AlignmentLogSteps = 20;

    /// <summary>Trains a target drawn from <paramref name="rng"/>; the guide stays as it is.</summary>
    /// <param name="part">Name under which steps are logged.</param>
    /// <param name="guide">The guide; in evaluation mode from here on, so that its activations depend on the input alone.</param>
    /// <param name="rng">Stream of initialisation, order, dropout and noise.</param>
    /// <param name="run">The run, to log to.</param>
    /// <param name="progress">Called with the done fraction of this training and its last loss.</param>
    public PartResult Run(string part, Layer guide, Rng rng, RunContext run, Action<double, string> progress)
    {
        var clock = Stopwatch.StartNew();
        Layer target = task.NewTarget(rng.Split(0));
        Rng order = rng.Split(1), noise = rng.Split(2);
        guide.Eval();
        double rate = condition is Condition.Unguided || condition.AlignsFirst ? config.LearningRate : config.GuidedLearningRate;
        Optimizer optimizer = task.NewOptimizer(target, rate);
        Tensor probe = task.Probe(config.ProbeSamples);
        var (targetTaps, guideTaps, before) = Compare(target, guide, probe);
        GuidanceLoss loss = MakeLoss(targetTaps.Length, guideTaps.Length);

        var log = new List<(double Task, double Guidance, double[] Pairs, double Step)>();
        List<Evaluation> evaluations = [Evaluate(target)];
        if (condition.AlignsFirst)
        {
            Align(part, target, guide, loss, optimizer, order, noise, run);
            optimizer = task.NewOptimizer(target, rate); // what Adam gathered on the alignment loss says nothing of the task's
        }
        int steps = (task.TrainCount + config.BatchSize - 1) / config.BatchSize;
        long step = 0;
        for (int epoch = 0; epoch < config.Epochs; epoch++)
        {
            int[] permutation = order.Permutation(task.TrainCount);
            double taskSum = 0, guidanceSum = 0, change = 0;
            double[] pairSums = new double[loss.Pairs.Count];
            int guided = 0, seen = 0;
            for (int at = 0; at < permutation.Length; at += config.BatchSize, step++)
            {
                var indices = permutation.AsSpan(at, Math.Min(config.BatchSize, permutation.Length - at));
                if (indices.Length < Math.Min(4, task.TrainCount)) continue; // CKA of fewer samples says nothing
                Labelled batch = task.TrainBatch(indices);
                bool guides = condition.Guides(step, config.EarlyStop);
                bool last = at + config.BatchSize >= permutation.Length;
                var (taskLoss, terms) = Step(target, guide, loss, optimizer, batch, guides, noise, last ? size => change = size : null);
                taskSum += taskLoss * indices.Length;
                seen += indices.Length;
                if (guides)
                {
                    guided++;
                    for (int i = 0; i < terms.Length; i++) pairSums[i] += terms[i];
                    guidanceSum += terms.Sum();
                }
                progress((epoch + (at + 1.0) / permutation.Length) / config.Epochs, $"loss {taskLoss:0.000}");
            }
            evaluations.Add(Evaluate(target));
            log.Add((taskSum / Math.Max(1, seen), guided > 0 ? guidanceSum / guided : double.NaN,
                guided > 0 ? [.. pairSums.Select(s => s / guided)] : [], change));
            run.Log(part, (epoch + 1) * (long)steps, ("epoch", epoch + 1), ("train_loss", log[^1].Task), ("guidance_loss", log[^1].Guidance),
                ("validation_loss", evaluations[^1].ValidationLoss), ("metric", evaluations[^1].Metric), ("step_size", change));
        }
        var (_, _, after) = Compare(target, guide, probe);
        return new([.. log.Select(e => e.Task)], [.. log.Select(e => e.Guidance)], [.. log.Select(e => e.Pairs)],
            [.. evaluations.Select(e => e.ValidationLoss)], [.. evaluations.Select(e => e.Metric)], [.. log.Select(e => e.Step)],
            evaluations[^1].Right, before, after, [.. loss.Pairs.Select(p => (int[])[p.Target, p.Guide])], targetTaps, guideTaps, clock.Elapsed.TotalSeconds);
    }

    private GuidanceLoss MakeLoss(int targetTaps, int guideTaps)
    {
        TapPair[] pairs = LayerMapping.Pairs(guideTaps, targetTaps, config.Mapping);
        int[] supervised = [.. pairs.Select(p => p.Target).Distinct()];
        foreach (int i in config.Subset)
            if (i >= supervised.Length) throw new ConfigException($"subset = {i} is out of range: the mapping supervises {supervised.Length} target taps, 0 to {supervised.Length - 1}.");
        return new([.. pairs.Where(p => config.Subset.Count == 0 || config.Subset.Contains(Array.IndexOf(supervised, p.Target)))], config.Measure);
    }

    /// <summary>One step on task loss + α · guidance loss, with one forward pass of the target.</summary>
    private (double Task, double[] Terms) Step(
        Layer target, Layer guide, GuidanceLoss guidance, Optimizer optimizer,
        Labelled batch, bool guides, Rng noise, Action<double>? measureStep)
    {
        target.Train();
        target.ZeroGrad();
        Tensor total, taskLoss;
        Tensor[] terms = [];
        if (guides)
        {
            var (output, targetTaps) = Taps.Collect(target, batch.Input, config.Taps);
            Tensor guideInput = condition is Condition.NoiseGuide ? task.NoiseLike(batch.Input, noise) : batch.Input;
            taskLoss = task.Loss(output, batch);
            (Tensor sum, terms) = guidance.Of(targetTaps, GuideTaps(guide, guideInput));
            total = taskLoss + sum * config.Alpha;
        }
        else
        {
            total = taskLoss = task.Loss(target.Forward(batch.Input), batch);
        }
        Apply(target, optimizer, total, measureStep);
        return (taskLoss.Item(), [.. terms.Select(t => t.Item())]);
    }

    /// <summary>Steps on the guidance loss alone (§1.6, mode "init").</summary>
    private void Align(
        string part, Layer target, Layer guide, GuidanceLoss guidance, Optimizer optimizer, Rng order, Rng noise, RunContext run)
    {
        int[] permutation = [];
        for (int step = 0, at = 0; step < config.AlignmentSteps; step++, at += config.BatchSize)
        {
            if (at + config.BatchSize > permutation.Length) (permutation, at) = (order.Permutation(task.TrainCount), 0);
            Tensor input = task.TrainBatch(permutation.AsSpan(at, Math.Min(config.BatchSize, permutation.Length))).Input;
            if (condition is Condition.AlignedOnNoise) input = task.NoiseLike(input, noise);
            target.Train();
            target.ZeroGrad();
            var (_, targetTaps) = Taps.Collect(target, input, config.Taps);
            var (sum, _) = guidance.Of(targetTaps, GuideTaps(guide, input));
            Apply(target, optimizer, sum, null);
            if (step % AlignmentLogSteps == 0) run.Log($"{part} alignment", step, ("guidance_loss", sum.Item()));
        }
    }

    private IReadOnlyList<Tap> GuideTaps(Layer guide, Tensor input)
    {
        using var _ = NoGrad.Enter();
        return Taps.Collect(guide, input, config.Taps).Taps;
    }

    private void Apply(Layer target, Optimizer optimizer, Tensor loss, Action<double>? measureStep)
    {
        loss.Backward();
        if (task.ClipNorm is { } norm) target.Parameters().ClipGradNorm(norm);
        Tensor[]? before = measureStep is null ? null : [.. target.Parameters().Select(p => p.Value.Detach().Clone())];
        optimizer.Step();
        if (before is not null) measureStep!(StepSize(before, target));
    }

    /// <summary>Mean over parameter tensors of the mean absolute change of each (§1.10).</summary>
    private static double StepSize(Tensor[] before, Module target)
    {
        using var _ = NoGrad.Enter();
        return target.Parameters().Zip(before).Average(p => (p.First.Value.Detach() - p.Second).Abs().Mean().Item());
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
        var (_, second) = Taps.Collect(guide, probe, config.Taps);
        return ([.. first.Select(t => t.Name)], [.. second.Select(t => t.Name)], SimilarityMap.Between(first, second));
    }
}
