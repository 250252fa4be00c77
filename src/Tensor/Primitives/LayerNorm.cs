namespace Neuron.Primitives;

/// <summary>
/// Normalises over the last <paramref name="Axes"/> axes (layer norm, arXiv 1607.06450); with <paramref name="Rms"/> by the root of the
/// mean square, without subtracting the mean (arXiv 1910.07467).
/// </summary>
internal sealed record LayerNorm(int Axes, double Epsilon, bool Rms, bool HasWeight, bool HasBias) : Normalization(Epsilon, HasWeight, HasBias)
{
    public override string Name => Rms ? "rms_norm" : "layer_norm";

    public override Shape AffineShape(Shape x) =>
        Axes >= 1 && Axes <= x.Rank ? x[^Axes..] : throw ShapeException.Expected(Name, $"at least {Math.Max(1, Axes)} axes", x);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.LayerNorm(x[0], Length(x[0].Shape), WeightOf(x), BiasOf(x), y[0], y[1], Epsilon, Rms);

    public override void RunGradient(IBackend backend, Tensor dy, Tensor x, Tensor statistics, Tensor? weight, Tensor dx, Tensor? dweight, Tensor? dbias) =>
        backend.LayerNormGradient(dy, x, Length(x.Shape), weight, statistics, dx, dweight, dbias, Rms);

    public override Tensor[] Compose(ReadOnlySpan<Tensor> x)
    {
        int[] axes = [.. Enumerable.Range(x[0].Rank - Axes, Axes)];
        var mean = Rms ? null : x[0].Mean(axes, keepDims: true);
        var centred = mean is null ? x[0] : x[0] - mean;
        var scale = (centred.Square().Mean(axes, keepDims: true) + Epsilon).Rsqrt();
        return [Affine(centred, null, scale, x, AffineShape(x[0].Shape))];
    }

    protected override Shape StatisticsShape(Shape x) => [checked((int)(x.Size / Math.Max(1, Length(x)))), 2];

    private int Length(Shape x)
    {
        long length = 1;
        for (int i = 1; i <= Axes; i++) length *= x[^i];
        return checked((int)length);
    }
}
