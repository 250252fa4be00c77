using Neuron.Kernels.Gpu;
using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Fourier(bool inverse, Tensor x, Tensor y)
    {
        var u = Dense(x);
        int n = y.Shape[^2], rows = checked((int)(y.Size / (2L * n)));
        if (y.DType == DType.Float32) FourierLaunch<float>.Complex(Stream, inverse, n, rows, u.DenseView<float>(), y.DenseView<float>());
        else FourierLaunch<double>.Complex(Stream, inverse, n, rows, u.DenseView<double>(), y.DenseView<double>());
        KeepAlive(u);
    }

    public void RealFourier(Tensor x, Tensor y)
    {
        var u = Dense(x);
        int n = x.Shape[^1], rows = checked((int)(x.Size / n));
        if (y.DType == DType.Float32) FourierLaunch<float>.RealForward(Stream, n, rows, u.DenseView<float>(), y.DenseView<float>());
        else FourierLaunch<double>.RealForward(Stream, n, rows, u.DenseView<double>(), y.DenseView<double>());
        KeepAlive(u);
    }

    public void InverseRealFourier(Tensor x, Tensor y)
    {
        var u = Dense(x);
        int n = y.Shape[^1], rows = checked((int)(y.Size / n));
        if (y.DType == DType.Float32) FourierLaunch<float>.RealInverse(Stream, n, rows, u.DenseView<float>(), y.DenseView<float>());
        else FourierLaunch<double>.RealInverse(Stream, n, rows, u.DenseView<double>(), y.DenseView<double>());
        KeepAlive(u);
    }

    public void OverlapAdd(int hop, Tensor x, Tensor y)
    {
        var u = Dense(x);
        int frames = x.Shape[^2], length = x.Shape[^1], total = y.Shape[^1];
        if (y.DType == DType.Float32) FourierLaunch<float>.OverlapAdd(Stream, frames, length, hop, total, u.DenseView<float>(), y.DenseView<float>());
        else FourierLaunch<double>.OverlapAdd(Stream, frames, length, hop, total, u.DenseView<double>(), y.DenseView<double>());
        KeepAlive(u);
    }

    public void ShortTimeFourier(int hop, int bins, Tensor x, Tensor window, Tensor? before, Tensor? after, Tensor y)
    {
        // overlapping frames are read where they lie and windowed; of their spectra the bins that are wanted go into place
        Tensor u = before is null || after is null ? Dense(x) : Joined(before, x, after);
        int n = window.Shape[0], frames = y.Shape[^2], all = (n / 2) + 1;
        var lead = x.Shape[..^1];
        var windowed = Scratch([.. lead, frames, n], x.DType);
        Binary(BinaryOperator.Multiply, u.View(windowed.Shape, [.. u.StrideArray[..^1], hop, 1], u.Offset), window, windowed);
        var spectra = Scratch([.. lead, frames, all, 2], x.DType);
        RealFourier(windowed, spectra);
        Copy(spectra.View(y.Shape, [.. spectra.StrideArray[..^3], 2, 2L * all, 1], 0), y);
        KeepAlive(u, windowed, spectra);
    }

    private Tensor Joined(params ReadOnlySpan<Tensor> parts)
    {
        int total = 0, start = 0;
        foreach (var part in parts) total += part.Shape[^1];
        var y = Scratch([.. parts[0].Shape[..^1], total], parts[0].DType);
        foreach (var part in parts)
        {
            Copy(part, y.View(part.Shape, y.StrideArray, start));
            start += part.Shape[^1];
        }
        return y;
    }
}
