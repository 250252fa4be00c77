using Neuron.Primitives;

namespace Neuron;

internal partial interface IBackend
{
    void RandomFill(Distribution distribution, double a, double b, ulong seed, ulong counter, Tensor y);

    void Dropout(double p, ulong seed, ulong counter, Tensor x, Tensor y);
}
