using Neuron.Experiments.Guidance;
using Neuron.Models;
using Neuron.Models.Losses;

namespace Neuron.Tests.Experiments.Guidance;

/// <summary>A regression that two-layer networks learn in a moment: y = [x₀ + x₁, x₀ · x₁].</summary>
internal sealed class ToyTask : GuidanceTask
{
    private const int Count = 64, Inputs = 6;
    private readonly Tensor _x, _y, _testX, _testY;

    private readonly int[] _guide;

    public ToyTask(params int[] guide)
    {
        _guide = guide.Length > 0 ? guide : [24, 24];
        var rng = new Rng(5);
        (_x, _testX) = (rng.Normal([Count, Inputs]), rng.Normal([Count, Inputs]));
        (_y, _testY) = (Answer(_x), Answer(_testX));
    }

    public override string Metric => "test error";
    public override bool HigherIsBetter => false;
    public override int TrainCount => Count;
    public override double? ClipNorm => 5;
    public override Layer NewTarget(Rng rng) => new Network([Inputs, 16, 16, 16, 2], rng);
    public override Layer NewGuide(Rng rng) => new Network([Inputs, .. _guide, 2], rng);
    public override Optimizer NewOptimizer(Module network, double learningRate) => new Adam(network.Parameters(), learningRate);
    public override Tensor NoiseLike(Tensor input, Rng rng) => rng.Normal(input.Shape);
    public override Tensor Loss(Tensor output, Labelled batch) => (output - batch.Target).Square().Mean();
    public override Tensor Distil(DistillationLoss loss, Tensor output, Tensor guideOutput, Labelled batch) => loss.Divergence(output, guideOutput) + (output - batch.Target).Square().Mean();
    public override Tensor Probe(int count) => _testX;

    public override Labelled TrainBatch(ReadOnlySpan<int> indices)
    {
        float[] x = _x.ToArray<float>(), y = _y.ToArray<float>();
        float[] bx = [.. indices.ToArray().SelectMany(i => x.AsSpan(i * Inputs, Inputs).ToArray())], by = [.. indices.ToArray().SelectMany(i => y.AsSpan(i * 2, 2).ToArray())];
        return new(Tensor.From(bx, [indices.Length, Inputs]), Tensor.From(by, [indices.Length, 2]));
    }

    public override Evaluation Evaluate(Layer network)
    {
        double loss = (network.Forward(_testX) - _testY).Square().Mean().Item();
        return new(loss, loss, []);
    }

    private static Tensor Answer(Tensor x)
    {
        float[] v = x.ToArray<float>();
        return Tensor.From([.. Enumerable.Range(0, Count).SelectMany(i => (float[])[v[i * Inputs] + v[i * Inputs + 1], v[i * Inputs] * v[i * Inputs + 1]])], [Count, 2]);
    }

    private sealed class Network : Layer
    {
        private readonly Linear[] _layers;

        public Network(int[] widths, Rng rng) =>
            _layers = [.. Enumerable.Range(0, widths.Length - 1).Select(i => AddChild($"linear{i}", new Linear(widths[i], widths[i + 1], rng: rng)))];

        protected override Tensor Compute(Tensor input)
        {
            for (int i = 0; i < _layers.Length; i++)
            {
                input = _layers[i].Forward(input);
                if (i < _layers.Length - 1) input = input.Relu();
            }
            return input;
        }
    }
}
