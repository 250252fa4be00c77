using Neuron.Models;
using Neuron.Models.Losses;

namespace Neuron.Experiments.Guidance;

/// <summary>Image classification by a target and a guide that both take images [B, C, H, W] and give logits [B, classes].</summary>
internal abstract class ImageGuidanceTask(ImageData data) : GuidanceTask
{
    private const int EvaluationBatch = 250, LargestSmallImage = 64;

    /// <summary>The images.</summary>
    protected ImageData Data => data;

    /// <summary>Number of classes.</summary>
    protected int Classes => data.Train.Images.Classes.Count;

    /// <inheritdoc/>
    public override string Metric => "test accuracy";

    /// <inheritdoc/>
    public override double? Chance => 1.0 / Classes;

    /// <inheritdoc/>
    public override int TrainCount => data.Train.Images.Count;

    /// <summary>A ResNet's configuration for these images; up to 64 pixels they enter by a 3 × 3 convolution without pooling.</summary>
    protected ResNetConfig Network(int width, IReadOnlyList<int> blocks) => new()
    {
        Width = width, Blocks = blocks, Channels = data.Train.Images.Channels, Classes = Classes, SmallImages = data.Train.Images.Width <= LargestSmallImage,
    };

    /// <inheritdoc/>
    public override Optimizer NewOptimizer(Module network, double learningRate) => new Adam(network.Parameters(), learningRate);

    /// <inheritdoc/>
    public override Labelled TrainBatch(ReadOnlySpan<int> indices)
    {
        var (x, y) = data.Train.Batch(indices);
        return new(x, y);
    }

    /// <inheritdoc/>
    public override Tensor NoiseLike(Tensor input, Rng rng) => rng.Normal(input.Shape);

    /// <inheritdoc/>
    public override Tensor Loss(Tensor output, Labelled batch) => output.CrossEntropy(batch.Target);

    /// <inheritdoc/>
    public override Tensor Distil(DistillationLoss loss, Tensor output, Tensor guideOutput, Labelled batch) => loss.Of(output, guideOutput, batch.Target);

    /// <inheritdoc/>
    public override Tensor Probe(int count) => data.Validation.Batch([.. Enumerable.Range(0, Math.Min(count, data.Validation.Images.Count))]).X;

    /// <inheritdoc/>
    public override Evaluation Evaluate(Layer network)
    {
        var (validationLoss, _) = Score(network, data.Validation);
        var (_, right) = Score(network, data.Test);
        return new(validationLoss, right.Count(r => r) / (double)right.Length, right);
    }

    private static (double Loss, bool[] Right) Score(Layer network, Data.ImageBatches images)
    {
        int count = images.Images.Count;
        bool[] right = new bool[count];
        double sum = 0;
        for (int at = 0; at < count; at += EvaluationBatch)
        {
            int[] indices = [.. Enumerable.Range(at, Math.Min(EvaluationBatch, count - at))];
            var (x, y) = images.Batch(indices);
            Tensor logits = network.Forward(x);
            sum += logits.CrossEntropy(y).Item() * indices.Length;
            long[] predicted = logits.ArgMax(-1).ToArray<long>(), labels = y.ToArray<long>();
            for (int i = 0; i < indices.Length; i++) right[at + i] = predicted[i] == labels[i];
        }
        return (sum / count, right);
    }
}
