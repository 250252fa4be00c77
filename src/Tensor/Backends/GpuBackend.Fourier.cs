namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Fourier(bool inverse, Tensor x, Tensor y) => throw Missing("fourier");

    public void RealFourier(Tensor x, Tensor y) => throw Missing("real_fourier");

    public void InverseRealFourier(Tensor x, Tensor y) => throw Missing("inverse_real_fourier");

    public void OverlapAdd(int hop, Tensor x, Tensor y) => throw Missing("overlap_add");
}
