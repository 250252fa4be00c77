using Neuron.Kernels.Operators;

namespace Neuron;

internal partial interface IBackend
{
    void IndexSelect(int axis, Tensor x, Tensor index, Tensor y);

    void IndexAdd(int axis, double scale, Tensor x, Tensor index, Tensor source, Tensor y);

    void Gather(int axis, Tensor x, Tensor index, Tensor y);

    void Scatter(int axis, Tensor x, Tensor index, Tensor source, Tensor y);

    void ScatterReduce(int axis, ReduceOperator op, Tensor x, Tensor index, Tensor source, Tensor y);

    void Sort(int axis, bool descending, Tensor x, Tensor values, Tensor positions);
}
