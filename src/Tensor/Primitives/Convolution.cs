namespace Neuron.Primitives;

/// <summary>Convolution (cross-correlation) over one to three spatial axes, with an optional bias.</summary>
/// <remarks>Shapes: x [N, In, ...], w [Out, In / groups, ...], bias [Out] → y [N, Out, ...].</remarks>
internal sealed record Convolution(ConvGeometry Geometry) : Primitive
{
    public override string Name => $"conv{Geometry.Axes}d";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        var y = Geometry.OutputOf(Name, x[0], x[1]);
        if (x.Length > 2) ConvGeometry.CheckBias(Name, x[2], y[1]);
        return new(y, x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Convolution(Geometry.Sizes(x[0].Shape, x[1].Shape, y[0].Shape), x[0], x[1], x.Length > 2 ? x[2] : null, y[0]);
}

/// <summary>A convolution's gradient by its input, whose spatial size is given; with a bias, a transposed convolution.</summary>
/// <remarks>Shapes: dy [N, Out, ...], w [Out, In / groups, ...], bias [In] → dx [N, In, ...].</remarks>
internal sealed record ConvolutionInputGradient(ConvGeometry Geometry, int[] InputSize) : Primitive
{
    public override string Name => $"conv{Geometry.Axes}d_input_gradient";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        Geometry.Check(Name, x[0], x[1]);
        if (x[0].Shape[1] != x[1].Shape[0]) throw ShapeException.Mismatch(Name, ("x", x[0], 1), ("w", x[1], 0));
        int channels = x[1].Shape[1] * Geometry.Groups;
        if (x.Length > 2) ConvGeometry.CheckBias(Name, x[2], channels);
        return new([x[0].Shape[0], channels, .. InputSize], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.ConvolutionInputGradient(Geometry.Sizes(y[0].Shape, x[1].Shape, x[0].Shape), x[0], x[1], x.Length > 2 ? x[2] : null, y[0]);
}

/// <summary>A convolution's gradient by its weights, whose spatial size is given.</summary>
/// <remarks>Shapes: x [N, In, ...], dy [N, Out, ...] → dw [Out, In / groups, ...].</remarks>
internal sealed record ConvolutionWeightGradient(ConvGeometry Geometry, int[] KernelSize) : Primitive
{
    public override string Name => $"conv{Geometry.Axes}d_weight_gradient";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        if (x[0].Shape[0] != x[1].Shape[0]) throw ShapeException.Mismatch(Name, ("x", x[0], 0), ("dy", x[1], 0));
        return new([x[1].Shape[1], x[0].Shape[1] / Geometry.Groups, .. KernelSize], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.ConvolutionWeightGradient(Geometry.Sizes(x[0].Shape, y[0].Shape, x[1].Shape), x[0], x[1], y[0]);
}

/// <summary>Patches of images as columns (im2col).</summary>
/// <remarks>Shapes: x [N, C, ...] → [N, C · kernel, positions].</remarks>
internal sealed record Unfold(ConvGeometry Geometry, int[] KernelSize) : Primitive
{
    public override string Name => "unfold";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        ConvGeometry.CheckDType(Name, x[0]);
        var positions = Geometry.PositionsOf(Name, x[0].Shape, KernelSize);
        return new([x[0].Shape[0], checked(x[0].Shape[1] * KernelSize.Aggregate(1, (a, b) => a * b)), checked((int)positions.Size)], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Unfold(Geometry.WindowsOf(Name, x[0].Shape, KernelSize), x[0], y[0]);
}

/// <summary>Columns added up where their patches lie (col2im), the adjoint of <see cref="Unfold"/>.</summary>
/// <remarks>Shapes: x [N, C · kernel, positions] → [N, C, ...].</remarks>
internal sealed record Fold(ConvGeometry Geometry, int[] KernelSize, int[] OutputSize) : Primitive
{
    public override string Name => "fold";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        ConvGeometry.CheckDType(Name, x[0]);
        int taps = KernelSize.Aggregate(1, (a, b) => a * b);
        if (x[0].Shape is not [var n, var rows, var columns] || rows % taps != 0)
            throw ShapeException.Expected(Name, $"[N, C · {taps}, positions]", x[0]);
        Shape y = [n, rows / taps, .. OutputSize];
        long positions = Geometry.PositionsOf(Name, y, KernelSize).Size;
        if (positions != columns) throw ShapeException.Expected(Name, $"{positions} positions (the last axis) for an output of {y}", x[0]);
        return new(y, x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Fold(Geometry.WindowsOf(Name, y[0].Shape, KernelSize), x[0], y[0]);
}
