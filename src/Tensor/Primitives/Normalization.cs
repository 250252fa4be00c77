namespace Neuron.Primitives;

/// <summary>(x − mean) / √(variance + ε) · weight + bias, over axes that the kind of norm determines.</summary>
/// <remarks>Inputs: x, then weight and bias if there are any. Outputs: y, and the statistics for the gradient.</remarks>
internal abstract record Normalization(double Epsilon, bool HasWeight, bool HasBias) : Primitive
{
    public override int Outputs => 2;

    public override int Auxiliary => 0b10;

    /// <summary>Position of the bias among the inputs.</summary>
    protected int BiasAt => HasWeight ? 2 : 1;

    protected Tensor? WeightOf(ReadOnlySpan<Tensor> x) => HasWeight ? x[1] : null;

    protected Tensor? BiasOf(ReadOnlySpan<Tensor> x) => HasBias ? x[BiasAt] : null;

    /// <summary>Shape of weight and bias for inputs of shape <paramref name="x"/>.</summary>
    public abstract Shape AffineShape(Shape x);

    /// <summary>Shape of the statistics.</summary>
    protected abstract Shape StatisticsShape(Shape x);

    /// <summary>Gradients of x, and of weight and bias (null if there is none).</summary>
    public abstract void RunGradient(IBackend backend, Tensor dy, Tensor x, Tensor statistics, Tensor? weight, Tensor dx, Tensor? dweight, Tensor? dbias);

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        var affine = AffineShape(x[0].Shape);
        if (HasWeight && x[1].Shape != affine) throw ShapeException.Expected($"{Name} (weight)", $"{affine}", x[1]);
        if (HasBias && x[BiasAt].Shape != affine) throw ShapeException.Expected($"{Name} (bias)", $"{affine}", x[BiasAt]);
        foreach (var other in x[1..])
            if (other.DType != x[0].DType) throw ShapeException.DTypeOf(Name, other, $"{x[0].DType.Label}, as the input");
        return FloatingPoint.Spec(Name, x[0], output == 0 ? x[0].Shape : StatisticsShape(x[0].Shape));
    }

    /// <summary>(x − mean) · scale · weight + bias; weight and bias are shaped to broadcast.</summary>
    protected Tensor Affine(Tensor x, Tensor? mean, Tensor scale, ReadOnlySpan<Tensor> operands, Shape broadcast)
    {
        var y = (mean is null ? x : x - mean) * scale;
        if (WeightOf(operands) is { } w) y *= w.Reshape(broadcast);
        if (BiasOf(operands) is { } b) y += b.Reshape(broadcast);
        return y;
    }

    /// <summary>The shape of a channel vector that broadcasts over [N, C, …].</summary>
    protected static Shape PerChannel(Shape x) => [x[1], .. Enumerable.Repeat(1, x.Rank - 2)];
}

/// <summary>dx, dweight and dbias of a <see cref="Normalization"/>.</summary>
/// <remarks>Inputs: dy, x, statistics, and the weight if there is one. Outputs: dx, then those that exist.</remarks>
internal sealed record NormalizationGradient(Normalization Of) : Primitive
{
    public override string Name => $"{Of.Name}_gradient";

    public override int Outputs => 1 + (Of.HasWeight ? 1 : 0) + (Of.HasBias ? 1 : 0);

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        new(output == 0 ? x[1].Shape : Of.AffineShape(x[1].Shape), x[1].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => Of.RunGradient(
        backend, x[0], x[1], x[2], Of.HasWeight ? x[3] : null, y[0], Of.HasWeight ? y[1] : null, Of.HasBias ? y[^1] : null);
}
