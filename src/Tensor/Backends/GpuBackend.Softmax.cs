using Neuron.Primitives;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Softmax(bool log, int axis, Tensor x, Tensor y) => throw Missing("softmax");

    public void SoftmaxGradient(bool log, int axis, Tensor dy, Tensor y, Tensor dx) => throw Missing("softmax_gradient");

    public void LogSumExp(Tensor x, Tensor y) => throw Missing("log_sum_exp");

    public void CrossEntropy(CrossEntropy loss, Tensor x, Tensor targets, Tensor? weights, Tensor y, Tensor logSums) => throw Missing("cross_entropy");

    public void CrossEntropyGradient(CrossEntropy loss, Tensor dy, Tensor x, Tensor targets, Tensor? weights, Tensor logSums, Tensor dx) => throw Missing("cross_entropy_gradient");
}
