using System.Numerics;
using Neuron.Kernels.Gpu.Normalization;
using Neuron.Kernels.Language;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void LayerNorm(Tensor x, int length, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon, bool rms)
    {
        if (x.DType == DType.Float64) LayerNorm<double>(x, length, weight, bias, y, statistics, epsilon, rms);
        else LayerNorm<float>(x, length, weight, bias, y, statistics, epsilon, rms);
    }

    public void LayerNormGradient(Tensor dy, Tensor x, int length, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, bool rms)
    {
        if (x.DType == DType.Float64) LayerNormGradient<double>(dy, x, length, weight, statistics, dx, dweight, dbias, rms);
        else LayerNormGradient<float>(dy, x, length, weight, statistics, dx, dweight, dbias, rms);
    }

    public void GroupNorm(Tensor x, int groups, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon)
    {
        if (x.DType == DType.Float64) GroupNorm<double>(x, groups, weight, bias, y, statistics, epsilon);
        else GroupNorm<float>(x, groups, weight, bias, y, statistics, epsilon);
    }

    public void GroupNormGradient(Tensor dy, Tensor x, int groups, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias)
    {
        if (x.DType == DType.Float64) GroupNormGradient<double>(dy, x, groups, weight, statistics, dx, dweight, dbias);
        else GroupNormGradient<float>(dy, x, groups, weight, statistics, dx, dweight, dbias);
    }

    public void BatchStatistics(Tensor x, Tensor statistics)
    {
        var v = Dense(x);
        var (items, channels, inner) = Channels(x.Shape);
        if (x.DType == DType.Float64) Kernels.Gpu.Normalization.BatchNorm.Statistics(Stream, v.DenseView<double>(), statistics.DenseView<double>(), items, channels, inner);
        else Kernels.Gpu.Normalization.BatchNorm.Statistics(Stream, v.DenseView<float>(), statistics.DenseView<float>(), items, channels, inner);
        KeepAlive(v);
    }

    public void BatchNorm(Tensor x, Tensor? weight, Tensor? bias, Tensor statistics, Tensor y, double epsilon)
    {
        if (x.DType == DType.Float64) BatchNorm<double>(x, weight, bias, statistics, y, epsilon);
        else BatchNorm<float>(x, weight, bias, statistics, y, epsilon);
    }

    public void BatchNormGradient(Tensor dy, Tensor x, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, double epsilon, bool training)
    {
        if (x.DType == DType.Float64) BatchNormGradient<double>(dy, x, weight, statistics, dx, dweight, dbias, epsilon, training);
        else BatchNormGradient<float>(dy, x, weight, statistics, dx, dweight, dbias, epsilon, training);
    }

    private void LayerNorm<T>(Tensor x, int length, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon, bool rms)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (v, w, b) = (Dense(x), DenseOrNull(weight), DenseOrNull(bias));
        RowNorm.Forward(Stream, v.DenseView<T>(), length, DenseViewOrNone<T>(w), DenseViewOrNone<T>(b), y.DenseView<T>(), statistics.DenseView<T>(), epsilon, rms);
        KeepAlive(v, w, b);
    }

    private void LayerNormGradient<T>(Tensor dy, Tensor x, int length, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, bool rms)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (g, v, w) = (Dense(dy), Dense(x), DenseOrNull(weight));
        RowNorm.Backward(
            Stream, g.DenseView<T>(), v.DenseView<T>(), length, DenseViewOrNone<T>(w), statistics.DenseView<T>(), dx.DenseView<T>(), DenseViewOrNone<T>(dweight), DenseViewOrNone<T>(dbias), rms);
        KeepAlive(g, v, w);
    }

    private void GroupNorm<T>(Tensor x, int groups, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (v, w, b) = (Dense(x), DenseOrNull(weight), DenseOrNull(bias));
        var (items, channels, inner) = Channels(x.Shape);
        Kernels.Gpu.Normalization.GroupNorm.Forward(
            Stream, v.DenseView<T>(), DenseViewOrNone<T>(w), DenseViewOrNone<T>(b), y.DenseView<T>(), statistics.DenseView<T>(), items, channels, inner, groups, epsilon);
        KeepAlive(v, w, b);
    }

    private void GroupNormGradient<T>(Tensor dy, Tensor x, int groups, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (g, v, w) = (Dense(dy), Dense(x), DenseOrNull(weight));
        var (items, channels, inner) = Channels(x.Shape);
        Kernels.Gpu.Normalization.GroupNorm.Backward(
            Stream, g.DenseView<T>(), v.DenseView<T>(), DenseViewOrNone<T>(w), statistics.DenseView<T>(), dx.DenseView<T>(), DenseViewOrNone<T>(dweight), DenseViewOrNone<T>(dbias),
            items, channels, inner, groups);
        KeepAlive(g, v, w);
    }

    private void BatchNorm<T>(Tensor x, Tensor? weight, Tensor? bias, Tensor statistics, Tensor y, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (v, w, b, s) = (Dense(x), DenseOrNull(weight), DenseOrNull(bias), Dense(statistics));
        var (items, channels, inner) = Channels(x.Shape);
        Kernels.Gpu.Normalization.BatchNorm.Forward(
            Stream, v.DenseView<T>(), DenseViewOrNone<T>(w), DenseViewOrNone<T>(b), s.DenseView<T>(), y.DenseView<T>(), items, channels, inner, epsilon);
        KeepAlive(v, w, b, s);
    }

    private void BatchNormGradient<T>(Tensor dy, Tensor x, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, double epsilon, bool training)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (g, v, w, s) = (Dense(dy), Dense(x), DenseOrNull(weight), Dense(statistics));
        var (items, channels, inner) = Channels(x.Shape);
        Kernels.Gpu.Normalization.BatchNorm.Backward(
            Stream, g.DenseView<T>(), v.DenseView<T>(), DenseViewOrNone<T>(w), s.DenseView<T>(), dx.DenseView<T>(), DenseViewOrNone<T>(dweight), DenseViewOrNone<T>(dbias),
            items, channels, inner, epsilon, training);
        KeepAlive(g, v, w, s);
    }

    private Tensor? DenseOrNull(Tensor? x) => x is null ? null : Dense(x);

    /// <summary>The elements of a contiguous tensor, or an empty view.</summary>
    private static ArrayView<T> DenseViewOrNone<T>(Tensor? x)
        where T : unmanaged => x is null ? default : x.DenseView<T>();

    /// <summary>Items, channels, and elements of a channel of an item.</summary>
    private static (int Items, int Channels, int Inner) Channels(Shape shape)
    {
        int inner = 1;
        for (int i = 2; i < shape.Rank; i++) inner = checked(inner * shape[i]);
        return (shape[0], shape[1], inner);
    }
}
