using Neuron.Models;
using Neuron.Models.Losses;

namespace Neuron.Experiments.Guidance;

/// <summary>One pair of networks and the task on which the target is trained.</summary>
internal abstract class GuidanceTask
{
    /// <summary>Name and unit of what is reported: "test accuracy".</summary>
    public abstract string Metric { get; }

    /// <summary>Whether a larger metric is better.</summary>
    public virtual bool HigherIsBetter => true;

    /// <summary>The metric of guessing; null where there is none.</summary>
    public virtual double? Chance => null;

    /// <summary>Number of training samples.</summary>
    public abstract int TrainCount { get; }

    /// <summary>Largest norm of the gradient of all parameters; null does not clip.</summary>
    public virtual double? ClipNorm => null;

    /// <summary>A new target, drawn from <paramref name="rng"/>.</summary>
    public abstract Layer NewTarget(Rng rng);

    /// <summary>A new guide at its random initialisation.</summary>
    public abstract Layer NewGuide(Rng rng);

    /// <summary>An optimiser for a target or, where it is trained, a guide.</summary>
    public abstract Optimizer NewOptimizer(Module network, double learningRate);

    /// <summary>Training samples at <paramref name="indices"/>.</summary>
    public abstract Labelled TrainBatch(ReadOnlySpan<int> indices);

    /// <summary>Noise of the shape of <paramref name="input"/>.</summary>
    public abstract Tensor NoiseLike(Tensor input, Rng rng);

    /// <summary>Mean task loss of a batch.</summary>
    public abstract Tensor Loss(Tensor output, Labelled batch);

    /// <summary>Mean distillation loss of a batch: labels and the guide's output. Only where target and guide answer in the same classes.</summary>
    public virtual Tensor Distil(DistillationLoss loss, Tensor output, Tensor guideOutput, Labelled batch) =>
        throw new ConfigException($"{Metric}: this task has no logits to distil; leave out the distilled conditions.");

    /// <summary>Held-out inputs for the similarity maps.</summary>
    public abstract Tensor Probe(int count);

    /// <summary>Loss on validation data and the metric on test data; the network is in evaluation mode, no graph is built.</summary>
    public abstract Evaluation Evaluate(Layer network);

    /// <summary>The training of the guide, if it is not the plain one; returns whether it took it over.</summary>
    /// <param name="guide">The guide at its initialisation.</param>
    /// <param name="part">Name under which to log and to keep checkpoints.</param>
    /// <param name="rng">Stream of the training.</param>
    /// <param name="run">The run, to report to.</param>
    public virtual bool TrainGuide(Layer guide, string part, Rng rng, RunContext run) => false;
}

/// <summary>Inputs with what is asked of the network.</summary>
internal sealed record Labelled(Tensor Input, Tensor Target);

/// <summary>How good a network is.</summary>
/// <param name="ValidationLoss">Mean task loss on validation data.</param>
/// <param name="Metric">The task's metric on test data.</param>
/// <param name="Right">By test sample, whether the network was right; empty where that has no meaning.</param>
internal sealed record Evaluation(double ValidationLoss, double Metric, bool[] Right);
