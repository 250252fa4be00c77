using Neuron.Kernels.Cpu;

namespace Neuron;

internal partial interface IBackend
{
    void Convolution(in ConvShape shape, Tensor x, Tensor w, Tensor? bias, Tensor y);

    void ConvolutionInputGradient(in ConvShape shape, Tensor dy, Tensor w, Tensor? bias, Tensor dx);

    void ConvolutionWeightGradient(in ConvShape shape, Tensor x, Tensor dy, Tensor dw);

    void Unfold(in ConvShape shape, Tensor x, Tensor y);

    void Fold(in ConvShape shape, Tensor x, Tensor y);
}
