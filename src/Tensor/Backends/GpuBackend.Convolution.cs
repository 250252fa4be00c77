using Neuron.Kernels.Cpu;
using Neuron.Kernels.Gpu;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Convolution(in ConvShape shape, Tensor x, Tensor w, Tensor? bias, Tensor y)
    {
        if (y.DType == DType.Float64) Convolution<double, Float64Format>(shape, x, w, bias, y);
        else Convolution<float, Float32Format>(shape, x, w, bias, y);
    }

    public void ConvolutionInputGradient(in ConvShape shape, Tensor dy, Tensor w, Tensor? bias, Tensor dx)
    {
        if (dx.DType == DType.Float64) ConvolutionInputGradient<double, Float64Format>(shape, dy, w, bias, dx);
        else ConvolutionInputGradient<float, Float32Format>(shape, dy, w, bias, dx);
    }

    public void ConvolutionWeightGradient(in ConvShape shape, Tensor x, Tensor dy, Tensor dw)
    {
        Tensor u = Dense(x), v = Dense(dy);
        if (dw.DType == DType.Float64) ConvolutionLaunch<double, double, Float64Format>.WeightGradient(Stream, shape, u.DenseView<double>(), v.DenseView<double>(), dw.DenseView<double>());
        else ConvolutionLaunch<float, float, Float32Format>.WeightGradient(Stream, shape, u.DenseView<float>(), v.DenseView<float>(), dw.DenseView<float>());
        KeepAlive(u, v);
    }

    public void Unfold(in ConvShape shape, Tensor x, Tensor y)
    {
        var u = Dense(x);
        if (y.DType == DType.Float64) ConvolutionLaunch<double, double, Float64Format>.Unfold(Stream, shape, u.DenseView<double>(), y.DenseView<double>());
        else ConvolutionLaunch<float, float, Float32Format>.Unfold(Stream, shape, u.DenseView<float>(), y.DenseView<float>());
        KeepAlive(u);
    }

    public void Fold(in ConvShape shape, Tensor x, Tensor y)
    {
        var u = Dense(x);
        if (y.DType == DType.Float64) ConvolutionLaunch<double, double, Float64Format>.Fold(Stream, shape, u.DenseView<double>(), y.DenseView<double>());
        else ConvolutionLaunch<float, float, Float32Format>.Fold(Stream, shape, u.DenseView<float>(), y.DenseView<float>());
        KeepAlive(u);
    }

    private void Convolution<T, TFormat>(in ConvShape shape, Tensor x, Tensor w, Tensor? bias, Tensor y)
        where T : unmanaged
        where TFormat : struct, INumericFormat<T, T>
    {
        Tensor u = Dense(x), v = Dense(w);
        var b = bias is null ? null : Dense(bias);
        ConvolutionLaunch<T, T, TFormat>.Forward(Stream, shape, u.DenseView<T>(), v.DenseView<T>(), b?.DenseView<T>() ?? default, y.DenseView<T>());
        KeepAlive(u, v, b);
    }

    private void ConvolutionInputGradient<T, TFormat>(in ConvShape shape, Tensor dy, Tensor w, Tensor? bias, Tensor dx)
        where T : unmanaged
        where TFormat : struct, INumericFormat<T, T>
    {
        Tensor u = Dense(dy), v = Dense(w);
        var b = bias is null ? null : Dense(bias);
        ConvolutionLaunch<T, T, TFormat>.InputGradient(Stream, shape, u.DenseView<T>(), v.DenseView<T>(), b?.DenseView<T>() ?? default, dx.DenseView<T>());
        KeepAlive(u, v, b);
    }
}
