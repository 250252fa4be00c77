namespace Neuron.Primitives;

/// <summary>
/// Normalises each channel over items and positions (arXiv 1502.03167). x [N, C, …]. In training by the statistics of the batch,
/// which are the second output, [2, C]: mean and biased variance; else by those given as the last input, [2, C].
/// </summary>
internal sealed record BatchNorm(double Epsilon, bool Training, bool HasWeight, bool HasBias) : Normalization(Epsilon, HasWeight, HasBias)
{
    public override string Name => "batch_norm";

    public override int Outputs => Training ? 2 : 1;

    public override int Auxiliary => Training ? 0b10 : 0;

    public override Shape AffineShape(Shape x) => x.Rank < 2 ? throw ShapeException.Expected(Name, "[N, C, ..]", x) : [x[1]];

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        !Training && x[^1].Shape != StatisticsShape(x[0].Shape) ? throw ShapeException.Expected($"{Name} (running statistics)", $"[2, {x[0].Shape[1]}]", x[^1])
        : base.Infer(x, output);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        var statistics = Training ? y[1] : x[^1];
        if (Training) backend.BatchStatistics(x[0], statistics);
        backend.BatchNorm(x[0], WeightOf(x), BiasOf(x), statistics, y[0], Epsilon);
    }

    public override void RunGradient(IBackend backend, Tensor dy, Tensor x, Tensor statistics, Tensor? weight, Tensor dx, Tensor? dweight, Tensor? dbias) =>
        backend.BatchNormGradient(dy, x, weight, statistics, dx, dweight, dbias, Epsilon, Training);

    public override Tensor[] Compose(ReadOnlySpan<Tensor> x)
    {
        var shape = PerChannel(x[0].Shape);
        if (!Training) return [Affine(x[0], x[^1].Select(0, 0).Reshape(shape), (x[^1].Select(0, 1).Reshape(shape) + Epsilon).Rsqrt(), x, shape)];
        int[] axes = [0, .. Enumerable.Range(2, x[0].Rank - 2)];
        var mean = x[0].Mean(axes, keepDims: true);
        var centred = x[0] - mean;
        var variance = centred.Square().Mean(axes, keepDims: true);
        return [Affine(centred, null, (variance + Epsilon).Rsqrt(), x, shape)];
    }

    protected override Shape StatisticsShape(Shape x) => [2, x[1]];
}
