using Neuron.Kernels.Cpu;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void MaxPool(in PoolShape shape, Tensor x, Tensor y, Tensor places) => throw Missing("max_pool");

    public void AveragePool(in PoolShape shape, Tensor x, Tensor y) => throw Missing("average_pool");

    public void AveragePoolGradient(in PoolShape shape, Tensor dy, Tensor dx) => throw Missing("average_pool_gradient");

    public void GatherPlanes(int planes, Tensor x, Tensor places, Tensor y) => throw Missing("gather_planes");

    public void ScatterPlanes(int planes, Tensor x, Tensor places, Tensor y) => throw Missing("scatter_planes");
}
