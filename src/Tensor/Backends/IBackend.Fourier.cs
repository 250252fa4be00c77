namespace Neuron;

internal partial interface IBackend
{
    void Fourier(bool inverse, Tensor x, Tensor y);

    void RealFourier(Tensor x, Tensor y);

    void InverseRealFourier(Tensor x, Tensor y);

    void OverlapAdd(int hop, Tensor x, Tensor y);

    void ShortTimeFourier(int hop, int bins, Tensor x, Tensor window, Tensor? before, Tensor? after, Tensor y);
}
