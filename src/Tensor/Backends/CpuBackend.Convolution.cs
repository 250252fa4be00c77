using Neuron.Kernels.Cpu;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void Convolution(in ConvShape shape, Tensor x, Tensor w, Tensor? bias, Tensor y)
    {
        Tensor u = x.Contiguous(), v = w.Contiguous();
        var b = bias?.Contiguous();
        if (y.DType == DType.Float64) Convolution<double>.Forward(shape, u.Address, v.Address, b?.Address ?? 0, y.Address);
        else Convolution<float>.Forward(shape, u.Address, v.Address, b?.Address ?? 0, y.Address);
        GC.KeepAlive(u);
        GC.KeepAlive(v);
        GC.KeepAlive(b);
    }

    public void ConvolutionInputGradient(in ConvShape shape, Tensor dy, Tensor w, Tensor? bias, Tensor dx)
    {
        Tensor u = dy.Contiguous(), v = w.Contiguous();
        var b = bias?.Contiguous();
        if (dx.DType == DType.Float64) Convolution<double>.InputGradient(shape, u.Address, v.Address, b?.Address ?? 0, dx.Address);
        else Convolution<float>.InputGradient(shape, u.Address, v.Address, b?.Address ?? 0, dx.Address);
        GC.KeepAlive(u);
        GC.KeepAlive(v);
        GC.KeepAlive(b);
    }

    public void ConvolutionWeightGradient(in ConvShape shape, Tensor x, Tensor dy, Tensor dw)
    {
        Tensor u = x.Contiguous(), v = dy.Contiguous();
        if (dw.DType == DType.Float64) Convolution<double>.WeightGradient(shape, u.Address, v.Address, dw.Address);
        else Convolution<float>.WeightGradient(shape, u.Address, v.Address, dw.Address);
        GC.KeepAlive(u);
        GC.KeepAlive(v);
    }

    public void Unfold(in ConvShape shape, Tensor x, Tensor y)
    {
        var u = x.Contiguous();
        if (y.DType == DType.Float64) Patches<double>.Unfold(shape, u.Address, y.Address);
        else Patches<float>.Unfold(shape, u.Address, y.Address);
        GC.KeepAlive(u);
    }

    public void Fold(in ConvShape shape, Tensor x, Tensor y)
    {
        var u = x.Contiguous();
        if (y.DType == DType.Float64) Patches<double>.Fold(shape, u.Address, y.Address);
        else Patches<float>.Fold(shape, u.Address, y.Address);
        GC.KeepAlive(u);
    }
}
