using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void IndexSelect(int axis, Tensor x, Tensor index, Tensor y) => throw Missing("index_select");

    public void IndexAdd(int axis, double scale, Tensor x, Tensor index, Tensor source, Tensor y) => throw Missing("index_add");

    public void Gather(int axis, Tensor x, Tensor index, Tensor y) => throw Missing("gather");

    public void Scatter(int axis, Tensor x, Tensor index, Tensor source, Tensor y) => throw Missing("scatter");

    public void ScatterReduce(int axis, ReduceOperator op, Tensor x, Tensor index, Tensor source, Tensor y) => throw Missing("scatter_reduce");

    public void Sort(int axis, bool descending, Tensor x, Tensor values, Tensor positions) => throw Missing("sort");
}
