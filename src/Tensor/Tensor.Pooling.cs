using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Maximum of windows over one axis. Shapes: this [N, C, L] → [N, C, L′].</summary>
    /// <remarks>The stride is the kernel's length unless given. With <paramref name="ceilMode"/> a last window may reach over the end.</remarks>
    /// <exception cref="ShapeException">The kernel does not fit.</exception>
    public Tensor MaxPool1d(PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        MaxPool(1, kernel, stride, padding, dilation, ceilMode).Values;

    /// <summary>Maximum of windows over height and width. Shapes: this [N, C, H, W] → [N, C, H′, W′].</summary>
    /// <remarks>The stride is the kernel's size unless given. With <paramref name="ceilMode"/> last windows may reach over the end.</remarks>
    /// <exception cref="ShapeException">The kernel does not fit.</exception>
    public Tensor MaxPool2d(PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        MaxPool(2, kernel, stride, padding, dilation, ceilMode).Values;

    /// <summary>As <see cref="MaxPool1d"/>, with the places of the maxima in their row (int64, the first of equals).</summary>
    public (Tensor Values, Tensor Indices) MaxPool1dWithIndices(
        PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        MaxPool(1, kernel, stride, padding, dilation, ceilMode);

    /// <summary>As <see cref="MaxPool2d"/>, with the places h·W + w of the maxima in their plane (int64, the first of equals).</summary>
    public (Tensor Values, Tensor Indices) MaxPool2dWithIndices(
        PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        MaxPool(2, kernel, stride, padding, dilation, ceilMode);

    /// <summary>Average of windows over one axis. Shapes: this [N, C, L] → [N, C, L′].</summary>
    /// <remarks>Padding counts as zeros unless <paramref name="countPadding"/> is false; <paramref name="divisor"/>, if not 0, replaces the count.</remarks>
    /// <exception cref="ShapeException">The kernel does not fit.</exception>
    public Tensor AvgPool1d(PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, bool ceilMode = false, bool countPadding = true, int divisor = 0) =>
        AvgPool(1, kernel, stride, padding, ceilMode, countPadding, divisor);

    /// <summary>Average of windows over height and width. Shapes: this [N, C, H, W] → [N, C, H′, W′].</summary>
    /// <remarks>Padding counts as zeros unless <paramref name="countPadding"/> is false; <paramref name="divisor"/>, if not 0, replaces the count.</remarks>
    /// <exception cref="ShapeException">The kernel does not fit.</exception>
    public Tensor AvgPool2d(PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, bool ceilMode = false, bool countPadding = true, int divisor = 0) =>
        AvgPool(2, kernel, stride, padding, ceilMode, countPadding, divisor);

    /// <summary>Average of <paramref name="size"/> cells over one axis; cell i covers ⌊i·L/size⌋ to ⌈(i + 1)·L/size⌉.</summary>
    public Tensor AdaptiveAvgPool1d(PerAxis size) => Dispatcher.Run(new AveragePool(Cells("adaptive_avg_pool1d", 1, size)), this);

    /// <summary>Average of <paramref name="size"/> cells over height and width; cell i of n covers ⌊i·L/n⌋ to ⌈(i + 1)·L/n⌉.</summary>
    public Tensor AdaptiveAvgPool2d(PerAxis size) => Dispatcher.Run(new AveragePool(Cells("adaptive_avg_pool2d", 2, size)), this);

    /// <summary>Maximum of <paramref name="size"/> cells over one axis, and its place in the row.</summary>
    public (Tensor Values, Tensor Indices) AdaptiveMaxPool1d(PerAxis size) => RunMaxPool(Cells("adaptive_max_pool1d", 1, size));

    /// <summary>Maximum of <paramref name="size"/> cells over height and width, and its place h·W + w in the plane.</summary>
    public (Tensor Values, Tensor Indices) AdaptiveMaxPool2d(PerAxis size) => RunMaxPool(Cells("adaptive_max_pool2d", 2, size));

    /// <summary>(Σ |x|^p)^(1/p) of windows over height and width. Shapes: this [N, C, H, W] → [N, C, H′, W′].</summary>
    /// <exception cref="ShapeException">The kernel does not fit.</exception>
    public Tensor LpPool2d(double p, PerAxis kernel, PerAxis? stride = null, bool ceilMode = false) =>
        RootOf(Abs().Pow(p).AvgPool2d(kernel, stride, ceilMode: ceilMode, divisor: 1), 1 / p);

    private static PoolGeometry Cells(string name, int axes, PerAxis size) => PoolGeometry.Adaptive(size.For(axes, 1, 1, $"{name} size"));

    private (Tensor Values, Tensor Indices) MaxPool(int axes, PerAxis kernel, PerAxis? stride, PerAxis padding, PerAxis dilation, bool ceilMode)
    {
        string name = $"max_pool{axes}d";
        return RunMaxPool(new(
            kernel.For(axes, 1, 1, $"{name} kernel"), (stride ?? kernel).For(axes, 1, 1, $"{name} stride"),
            padding.For(axes, 0, 0, $"{name} padding"), dilation.For(axes, 1, 1, $"{name} dilation"), ceilMode));
    }

    private (Tensor Values, Tensor Indices) RunMaxPool(PoolGeometry geometry)
    {
        var y = Dispatcher.RunMany(new MaxPool(geometry), this);
        return (y[0], y[1]);
    }

    private Tensor AvgPool(int axes, PerAxis kernel, PerAxis? stride, PerAxis padding, bool ceilMode, bool countPadding, int divisor)
    {
        string name = $"avg_pool{axes}d";
        if (divisor < 0) throw new ShapeException($"{name}: divisor {divisor}; expected at least 1, or 0 for the number of elements.");
        var geometry = new PoolGeometry(
            kernel.For(axes, 1, 1, $"{name} kernel"), (stride ?? kernel).For(axes, 1, 1, $"{name} stride"),
            padding.For(axes, 0, 0, $"{name} padding"), [.. Enumerable.Repeat(1, axes)], ceilMode);
        return Dispatcher.Run(new AveragePool(geometry with { CountPadding = countPadding, Divisor = divisor }), this);
    }
}
