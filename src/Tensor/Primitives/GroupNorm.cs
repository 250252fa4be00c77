namespace Neuron.Primitives;

/// <summary>Normalises each group of channels of each item over channels and positions (arXiv 1803.08494). x [N, C, …].</summary>
internal sealed record GroupNorm(int Groups, double Epsilon, bool HasWeight, bool HasBias) : Normalization(Epsilon, HasWeight, HasBias)
{
    public override string Name => "group_norm";

    public override Shape AffineShape(Shape x) =>
        x.Rank < 2 ? throw ShapeException.Expected(Name, "[N, C, ..]", x)
        : Groups < 1 || x[1] % Groups != 0 ? throw new ShapeException($"{Name}: {x[1]} channels of shape {x} do not split into {Groups} groups.")
        : [x[1]];

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.GroupNorm(x[0], Groups, WeightOf(x), BiasOf(x), y[0], y[1], Epsilon);

    public override void RunGradient(IBackend backend, Tensor dy, Tensor x, Tensor statistics, Tensor? weight, Tensor dx, Tensor? dweight, Tensor? dbias) =>
        backend.GroupNormGradient(dy, x, Groups, weight, statistics, dx, dweight, dbias);

    public override Tensor[] Compose(ReadOnlySpan<Tensor> x)
    {
        var groups = x[0].Reshape(x[0].Shape[0], Groups, -1);
        var centred = groups - groups.Mean(-1, keepDims: true);
        var unit = (centred * (centred.Square().Mean(-1, keepDims: true) + Epsilon).Rsqrt()).Reshape(x[0].Shape);
        return [Affine(unit, null, Tensor.Scalar(1, unit.DType, unit.Device), x, PerChannel(x[0].Shape))];
    }

    protected override Shape StatisticsShape(Shape x) => [x[0] * Groups, 2];
}
