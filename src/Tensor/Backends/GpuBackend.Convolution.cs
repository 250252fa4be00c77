using Neuron.Kernels.Cpu;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Convolution(in ConvShape shape, Tensor x, Tensor w, Tensor? bias, Tensor y) => throw Missing("convolution");

    public void ConvolutionInputGradient(in ConvShape shape, Tensor dy, Tensor w, Tensor? bias, Tensor dx) => throw Missing("convolution_input_gradient");

    public void ConvolutionWeightGradient(in ConvShape shape, Tensor x, Tensor dy, Tensor dw) => throw Missing("convolution_weight_gradient");

    public void Unfold(in ConvShape shape, Tensor x, Tensor y) => throw Missing("unfold");

    public void Fold(in ConvShape shape, Tensor x, Tensor y) => throw Missing("fold");
}
