using Neuron.Kernels.Operators;

namespace Neuron;

internal partial interface IBackend
{
    void Scan(ScanOperator op, int axis, Tensor x, Tensor y);

    void LinearScan(int axis, Tensor a, Tensor b, Tensor h);

    void ArgScan(bool largest, int axis, Tensor x, Tensor y);
}
