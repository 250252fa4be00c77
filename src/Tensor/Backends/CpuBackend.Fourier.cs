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

    public void ShortTimeFourier(int hop, int bins, Tensor x, Tensor window, Tensor? before, Tensor? after, Tensor y)
    {
        Tensor dense = Dense(x), taps = Dense(window);
        Tensor? head = before is null ? null : Dense(before), tail = after is null ? null : Dense(after);
        if (y.DType == DType.Float32) ShortTime<float>(hop, bins, dense, taps, head, tail, y);
        else ShortTime<double>(hop, bins, dense, taps, head, tail, y);
        GC.KeepAlive(dense);
        GC.KeepAlive(taps);
        GC.KeepAlive(head);
        GC.KeepAlive(tail);
    }

    private static void ShortTime<T>(int hop, int bins, Tensor x, Tensor window, Tensor? before, Tensor? after, Tensor y)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        int samples = x.Shape[^1], start = before?.Shape[^1] ?? 0, end = after?.Shape[^1] ?? 0;
        ShortTimeTransform.Run(hop, bins, checked((int)(x.Size / samples)), samples, start, end, Of<T>(x), Of<T>(window), before is null ? default : Of<T>(before), after is null ? default : Of<T>(after), Of<T>(y));
    }
}
