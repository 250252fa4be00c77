using Neuron.Experiments.Data;
using Neuron.Models;
using Neuron.Models.Losses;

namespace Neuron.Experiments.Guidance;

/// <summary>A task on padded sequences, whose networks give logits at each position [B, T, V] or for the whole [B, classes].</summary>
internal abstract class SequenceGuidanceTask(SequenceSet train, SequenceSet validation, SequenceSet test, int vocabulary) : GuidanceTask
{
    private const int EvaluationBatch = 128;

    /// <summary>Number of token ids.</summary>
    protected int Vocabulary => vocabulary;

    /// <summary>Noise draws ids below this.</summary>
    protected virtual int NoiseIds => vocabulary;

    /// <inheritdoc/>
    public override int TrainCount => train.Count;

    /// <inheritdoc/>
    public override Optimizer NewOptimizer(Module network, double learningRate) => new AdamW(network.Parameters(), learningRate);

    /// <inheritdoc/>
    public override Labelled TrainBatch(ReadOnlySpan<int> indices)
    {
        SequenceBatch batch = train.Batch(indices);
        return new(batch.Ids, batch.Targets);
    }

    /// <summary>Uniform token ids of the same shape; padding stays padding.</summary>
    public override Tensor NoiseLike(Tensor input, Rng rng) =>
        Tensor.Where(input.Eq(train.PadId), input, rng.Integers(input.Shape, 0, NoiseIds));

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Labelled batch) =>
        output.Reshape(-1, output.Shape[^1]).CrossEntropy(batch.Target.Reshape(-1), ignoreIndex: SequenceSet.Ignored);

    /// <inheritdoc/>
    public override Tensor Distil(DistillationLoss loss, Tensor output, Tensor guideOutput, Labelled batch)
    {
        long[] targets = batch.Target.ToArray<long>(), asked = [.. Enumerable.Range(0, targets.Length).Where(i => targets[i] != SequenceSet.Ignored).Select(i => (long)i)];
        Tensor rows = Tensor.From(asked);
        return loss.Of(Rows(output), Rows(guideOutput), batch.Target.Reshape(-1).IndexSelect(0, rows));

        Tensor Rows(Tensor logits) => logits.Reshape(-1, logits.Shape[^1]).IndexSelect(0, rows);
    }

    /// <inheritdoc/>
    public override Tensor Probe(int count) => validation.Batch([.. Enumerable.Range(0, Math.Min(count, validation.Count))]).Ids;

    /// <inheritdoc/>
    public override Evaluation Evaluate(Layer network)
    {
        Score onValidation = Measure(network, validation), onTest = Measure(network, test);
        return new(onValidation.Loss, MetricOf(onTest), onTest.Right);
    }

    /// <summary>The metric from losses and accuracies on the test set.</summary>
    protected virtual double MetricOf(Score test) => test.Accuracy;

    /// <summary>Loss and accuracy, averaged over scored positions, not over batches of unequal size.</summary>
    private Score Measure(Layer network, SequenceSet set)
    {
        double loss = 0;
        long scored = 0, hit = 0;
        bool[] right = new bool[set.Count];
        for (int at = 0; at < set.Count; at += EvaluationBatch)
        {
            int[] indices = [.. Enumerable.Range(at, Math.Min(EvaluationBatch, set.Count - at))];
            SequenceBatch batch = set.Batch(indices);
            Tensor output = network.Forward(batch.Ids);
            long[] asked = batch.Targets.ToArray<long>(), said = output.Reshape(-1, output.Shape[^1]).ArgMax(-1).ToArray<long>();
            int width = batch.Targets.Shape[1], here = asked.Count(t => t != SequenceSet.Ignored);
            loss += Loss(output, new(batch.Ids, batch.Targets)).Item() * here;
            scored += here;
            for (int b = 0; b < indices.Length; b++)
            {
                right[at + b] = true;
                for (int i = b * width; i < (b + 1) * width; i++)
                {
                    if (asked[i] == SequenceSet.Ignored) continue;
                    if (asked[i] == said[i]) hit++;
                    else right[at + b] = false;
                }
            }
        }
        return new(loss / scored, (double)hit / scored, right);
    }

    /// <summary>What was measured on a set.</summary>
    /// <param name="Loss">Mean cross-entropy of a scored position.</param>
    /// <param name="Accuracy">Share of scored positions that were right.</param>
    /// <param name="Right">By sequence, whether all of it was right.</param>
    protected sealed record Score(double Loss, double Accuracy, bool[] Right);
}
