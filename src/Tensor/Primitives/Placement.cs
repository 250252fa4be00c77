namespace Neuron.Primitives;

/// <summary>A tensor that is <paramref name="Value"/> but for a slice along one axis, which holds the input: padding, and the gradient of a slice.</summary>
internal sealed record PlaceSlice(Slice Region, int Length, double Value = 0) : Primitive
{
    public override string Name => "place_slice";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        new([.. x[0].Shape[..Region.Axis], Length, .. x[0].Shape[(Region.Axis + 1)..]], x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        backend.Fill(Value, y[0]);
        backend.Copy(x[0], Region.View(y[0]));
    }
}

/// <summary>Zeros but for a diagonal, which holds the input: the gradient of <see cref="Diagonal"/>.</summary>
internal sealed record PlaceDiagonal(Diagonal Region, Shape Shape) : Primitive
{
    public override string Name => "place_diagonal";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        backend.Fill(0, y[0]);
        backend.Copy(x[0], Region.View(y[0]));
    }
}
