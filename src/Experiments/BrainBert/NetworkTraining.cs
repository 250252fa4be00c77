using Neuron.Autograd;
using Neuron.Models;
using Neuron.Models.Losses;

namespace Neuron.Experiments.BrainBert;

/// <summary>Trains a network of one logit on labelled examples: binary cross-entropy, AdamW, rates that fall when the training loss stops falling (specification 7.1).</summary>
/// <param name="Steps">Steps.</param>
/// <param name="BatchSize">Examples a step.</param>
/// <param name="HeadRate">Learning rate of the last layer, or of the whole network where it has no encoder.</param>
/// <param name="EncoderRate">Learning rate of the encoder.</param>
internal sealed record NetworkTraining(int Steps, int BatchSize, double HeadRate, double EncoderRate)
{
    private const int Patience = 300;

    /// <summary>Trains on some rows of the inputs and gives the logits of others, of the last step's network as in the public code.</summary>
    public double[] Scores(Layer network, Tensor inputs, IReadOnlyList<bool> labels, int[] train, int[] test, Rng rng)
    {
        Optimizer optimizer = network is BrainBertDecoder { Groups: var (encoder, head) }
            ? new AdamW([new ParameterGroup(encoder, EncoderRate), new ParameterGroup(head, HeadRate)]) : new AdamW(network.Parameters(), HeadRate);
        PlateauSchedule schedule = new(factor: 0.1, patience: Patience);
        int size = Math.Min(BatchSize, train.Length);
        DataLoader<int[]> data = new(train.Length, size, rows => [.. rows.Select(r => train[r])], rng, dropLast: true);
        network.Train();
        for (int step = 0; step < Steps; step++)
        {
            int[] rows = data.Next();
            schedule.Apply(optimizer, step);
            optimizer.ZeroGrad();
            Tensor target = Tensor.From([.. rows.Select(r => labels[r] ? 1f : 0f)], [rows.Length, 1]);
            Tensor loss = network.Forward(TensorData.Rows(inputs, rows)).BinaryCrossEntropyWithLogits(target);
            loss.Backward();
            optimizer.Parameters.ClipGradNorm(1);
            optimizer.Step();
            schedule.Report(loss.Item());
        }
        network.Eval();
        using var _ = NoGrad.Enter();
        return [.. test.Chunk(64).SelectMany(rows => network.Forward(TensorData.Rows(inputs, rows)).ToArray<float>()).Select(v => (double)v)];
    }

    /// <summary>Linear layers of the given widths with ReLU between them, one logit at the end.</summary>
    /// <param name="inputs">Inputs.</param>
    /// <param name="hidden">Units of the hidden layers; none makes a linear decoder.</param>
    /// <param name="rng">Draws the weights.</param>
    public static Layer Perceptron(int inputs, IReadOnlyList<int> hidden, Rng rng)
    {
        List<Layer> layers = [];
        foreach (int width in hidden)
        {
            layers.AddRange([new Linear(inputs, width, rng: rng), Pointwise.Relu()]);
            inputs = width;
        }
        return new Sequential([.. layers, new Linear(inputs, 1, rng: rng)]);
    }
}
