using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Scan(ScanOperator op, int axis, Tensor x, Tensor y) => throw Missing("scan");

    public void LinearScan(int axis, Tensor a, Tensor b, Tensor h) => throw Missing("linear_scan");

    public void ArgScan(bool largest, int axis, Tensor x, Tensor y) => throw Missing("arg_scan");
}
