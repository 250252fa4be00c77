using Neuron.Kernels.Cpu;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void Fourier(bool inverse, Tensor x, Tensor y)
    {
        var dense = Dense(x);
        int n = y.Shape[^2];
        if (y.DType == DType.Float32) FourierTransforms.Complex(inverse, n, Of<float>(dense), Of<float>(y));
        else FourierTransforms.Complex(inverse, n, Of<double>(dense), Of<double>(y));
        GC.KeepAlive(dense);
    }

    public void RealFourier(Tensor x, Tensor y)
    {
        var dense = Dense(x);
        int n = x.Shape[^1];
        if (y.DType == DType.Float32) FourierTransforms.RealForward(n, Of<float>(dense), Of<float>(y));
        else FourierTransforms.RealForward(n, Of<double>(dense), Of<double>(y));
        GC.KeepAlive(dense);
    }

    public void InverseRealFourier(Tensor x, Tensor y)
    {
        var dense = Dense(x);
        int n = y.Shape[^1];
        if (y.DType == DType.Float32) FourierTransforms.RealInverse(n, Of<float>(dense), Of<float>(y));
        else FourierTransforms.RealInverse(n, Of<double>(dense), Of<double>(y));
        GC.KeepAlive(dense);
    }

    public void OverlapAdd(int hop, Tensor x, Tensor y)
    {
        var dense = Dense(x);
        int frames = x.Shape[^2], length = x.Shape[^1], total = y.Shape[^1];
        if (y.DType == DType.Float32) FourierTransforms.OverlapAdd(frames, length, hop, total, Of<float>(dense), Of<float>(y));
        else FourierTransforms.OverlapAdd(frames, length, hop, total, Of<double>(dense), Of<double>(y));
        GC.KeepAlive(dense);
    }

    public void ShortTimeFourier(int hop, int bins, Tensor x, Tensor window, Tensor y)
    {
        Tensor dense = Dense(x), taps = Dense(window);
        if (y.DType == DType.Float32) ShortTime<float>(hop, bins, dense, taps, y);
        else ShortTime<double>(hop, bins, dense, taps, y);
        GC.KeepAlive(dense);
        GC.KeepAlive(taps);
    }

    private static void ShortTime<T>(int hop, int bins, Tensor x, Tensor window, Tensor y)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        int samples = x.Shape[^1];
        ShortTimeTransform.Run(hop, bins, checked((int)(x.Size / samples)), samples, Of<T>(x), Of<T>(window), Of<T>(y));
    }
}
