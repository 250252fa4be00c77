using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Reduce(ReduceOperator op, ReadOnlySpan<int> axes, Tensor x, Tensor y) => throw Missing("reduce");

    public void ArgReduce(bool largest, int axis, Tensor x, Tensor y) => throw Missing("arg_reduce");
}
