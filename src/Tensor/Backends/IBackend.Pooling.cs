using Neuron.Kernels.Cpu;

namespace Neuron;

internal partial interface IBackend
{
    void MaxPool(in PoolShape shape, Tensor x, Tensor y, Tensor places);

    void AveragePool(in PoolShape shape, Tensor x, Tensor y);

    void AveragePoolGradient(in PoolShape shape, Tensor dy, Tensor dx);

    void GatherPlanes(int planes, Tensor x, Tensor places, Tensor y);

    void ScatterPlanes(int planes, Tensor x, Tensor places, Tensor y);
}
