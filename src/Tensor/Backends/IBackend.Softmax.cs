using Neuron.Primitives;

namespace Neuron;

internal partial interface IBackend
{
    void Softmax(bool log, int axis, Tensor x, Tensor y);

    void SoftmaxGradient(bool log, int axis, Tensor dy, Tensor y, Tensor dx);

    /// <summary>Over the last axis.</summary>
    void LogSumExp(Tensor x, Tensor y);

    void CrossEntropy(CrossEntropy loss, Tensor x, Tensor targets, Tensor? weights, Tensor y, Tensor logSums);

    void CrossEntropyGradient(CrossEntropy loss, Tensor dy, Tensor x, Tensor targets, Tensor? weights, Tensor logSums, Tensor dx);
}
