namespace Neuron.Primitives;

/// <summary>Maximum of each window, and its place in the plane (int64): the first of equals.</summary>
/// <remarks>Shapes: x [N, C, ...] → y [N, C, ...], places of the same shape.</remarks>
internal sealed record MaxPool(PoolGeometry Geometry) : Primitive
{
    public override string Name => $"max_pool{Geometry.Axes}d";

    public override int Outputs => 2;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        new(Geometry.OutputOf(Name, x[0]), output == 0 ? x[0].DType : DType.Int64);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.MaxPool(Geometry.Sizes(x[0].Shape, y[0].Shape), x[0], y[0], y[1]);
}

/// <summary>Average of each window.</summary>
/// <remarks>Shapes: x [N, C, ...] → y [N, C, ...].</remarks>
internal sealed record AveragePool(PoolGeometry Geometry) : Primitive
{
    public override string Name => $"avg_pool{Geometry.Axes}d";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(Geometry.OutputOf(Name, x[0]), x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.AveragePool(Geometry.Sizes(x[0].Shape, y[0].Shape), x[0], y[0]);
}

/// <summary>The adjoint of <see cref="AveragePool"/>: each average's gradient, shared among its window.</summary>
/// <remarks>Shapes: dy [N, C, ...] → dx, whose shape is given.</remarks>
internal sealed record AveragePoolGradient(PoolGeometry Geometry, Shape Input) : Primitive
{
    public override string Name => $"avg_pool{Geometry.Axes}d_gradient";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(Input, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.AveragePoolGradient(Geometry.Sizes(y[0].Shape, x[0].Shape), x[0], y[0]);
}

/// <summary>The elements at the given places of each plane; <paramref name="Axes"/> spatial axes make a plane.</summary>
/// <remarks>Shapes: x [.., plane], places [.., positions] int64 → [.., positions].</remarks>
internal sealed record GatherPlanes(int Axes) : Primitive
{
    public override string Name => "gather_planes";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[1].Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.GatherPlanes(Planes.Of(x[0].Shape, Axes), x[0], x[1], y[0]);
}

/// <summary>Elements added at the given places of planes of zeros, the adjoint of <see cref="GatherPlanes"/>.</summary>
/// <remarks>Shapes: x [.., positions], places of the same shape → <paramref name="Target"/>.</remarks>
internal sealed record ScatterPlanes(int Axes, Shape Target) : Primitive
{
    public override string Name => "scatter_planes";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(Target, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.ScatterPlanes(Planes.Of(Target, Axes), x[0], x[1], y[0]);
}

/// <summary>Number of planes of a shape.</summary>
internal static class Planes
{
    public static int Of(Shape shape, int axes) => checked((int)Shape.Create(shape.Span[..^axes]).Size);
}
