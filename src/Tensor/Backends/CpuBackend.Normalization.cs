using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Cpu.Normalization;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void LayerNorm(Tensor x, int length, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon, bool rms)
    {
        var (v, w, b) = (Dense(x), DenseOrNull(weight), DenseOrNull(bias));
        if (x.DType == DType.Float64) RowNorm.Forward(Of<double>(v), length, OfOrNone<double>(w), OfOrNone<double>(b), Of<double>(y), Of<double>(statistics), epsilon, rms);
        else RowNorm.Forward(Of<float>(v), length, OfOrNone<float>(w), OfOrNone<float>(b), Of<float>(y), Of<float>(statistics), epsilon, rms);
        KeepAlive(v, w, b);
    }

    public void LayerNormGradient(Tensor dy, Tensor x, int length, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, bool rms)
    {
        var (g, v, w) = (Dense(dy), Dense(x), DenseOrNull(weight));
        if (x.DType == DType.Float64) RowNorm.Backward(Of<double>(g), Of<double>(v), length, OfOrNone<double>(w), Of<double>(statistics), Of<double>(dx), OfOrNone<double>(dweight), OfOrNone<double>(dbias), rms);
        else RowNorm.Backward(Of<float>(g), Of<float>(v), length, OfOrNone<float>(w), Of<float>(statistics), Of<float>(dx), OfOrNone<float>(dweight), OfOrNone<float>(dbias), rms);
        KeepAlive(g, v, w);
    }

    public void GroupNorm(Tensor x, int groups, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon)
    {
        var (v, w, b) = (Dense(x), DenseOrNull(weight), DenseOrNull(bias));
        if (x.DType == DType.Float64) Kernels.Cpu.Normalization.GroupNorm.Forward(Of<double>(v), groups, OfOrNone<double>(w), OfOrNone<double>(b), Of<double>(y), Of<double>(statistics), epsilon);
        else Kernels.Cpu.Normalization.GroupNorm.Forward(Of<float>(v), groups, OfOrNone<float>(w), OfOrNone<float>(b), Of<float>(y), Of<float>(statistics), epsilon);
        KeepAlive(v, w, b);
    }

    public void GroupNormGradient(Tensor dy, Tensor x, int groups, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias)
    {
        var (g, v, w) = (Dense(dy), Dense(x), DenseOrNull(weight));
        if (x.DType == DType.Float64) Kernels.Cpu.Normalization.GroupNorm.Backward(Of<double>(g), Of<double>(v), groups, OfOrNone<double>(w), Of<double>(statistics), Of<double>(dx), OfOrNone<double>(dweight), OfOrNone<double>(dbias));
        else Kernels.Cpu.Normalization.GroupNorm.Backward(Of<float>(g), Of<float>(v), groups, OfOrNone<float>(w), Of<float>(statistics), Of<float>(dx), OfOrNone<float>(dweight), OfOrNone<float>(dbias));
        KeepAlive(g, v, w);
    }

    public void BatchStatistics(Tensor x, Tensor statistics)
    {
        var v = Dense(x);
        if (x.DType == DType.Float64) Kernels.Cpu.Normalization.BatchNorm.Statistics(Of<double>(v), Row<double>(statistics, 0), Row<double>(statistics, 1));
        else Kernels.Cpu.Normalization.BatchNorm.Statistics(Of<float>(v), Row<float>(statistics, 0), Row<float>(statistics, 1));
        GC.KeepAlive(v);
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

    private void BatchNorm<T>(Tensor x, Tensor? weight, Tensor? bias, Tensor statistics, Tensor y, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (v, w, b, s) = (Dense(x), DenseOrNull(weight), DenseOrNull(bias), Dense(statistics));
        Kernels.Cpu.Normalization.BatchNorm.Forward(Of<T>(v), OfOrNone<T>(w), OfOrNone<T>(b), Row<T>(s, 0), Row<T>(s, 1), Of<T>(y), epsilon);
        KeepAlive(v, w, b, s);
    }

    private void BatchNormGradient<T>(Tensor dy, Tensor x, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, double epsilon, bool training)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (g, v, w, s) = (Dense(dy), Dense(x), DenseOrNull(weight), Dense(statistics));
        Kernels.Cpu.Normalization.BatchNorm.Backward(
            Of<T>(g), Of<T>(v), OfOrNone<T>(w), Row<T>(s, 0), Row<T>(s, 1), Of<T>(dx), OfOrNone<T>(dweight), OfOrNone<T>(dbias), epsilon, training);
        KeepAlive(g, v, w, s);
    }

    private Tensor? DenseOrNull(Tensor? x) => x is null ? null : Dense(x);

    private static Strided<T> OfOrNone<T>(Tensor? x)
        where T : unmanaged => x is null ? default : Of<T>(x);

    /// <summary>Row <paramref name="index"/> of a contiguous matrix.</summary>
    private static Strided<T> Row<T>(Tensor x, int index)
        where T : unmanaged => new(x.Address + (nint)((long)index * x.Shape[1] * x.DType.Size), x.Shape.Span[1..], x.Strides[1..]);
}
