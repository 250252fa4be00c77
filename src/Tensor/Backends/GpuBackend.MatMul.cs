namespace Neuron;

internal sealed partial class GpuBackend
{
    public void MatMul(Tensor a, Tensor b, Tensor y) => throw Missing("mat_mul");

    public void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor y) => throw Missing("linear");
}
