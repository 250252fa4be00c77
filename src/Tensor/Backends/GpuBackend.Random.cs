using Neuron.Primitives;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void RandomFill(Distribution distribution, double a, double b, ulong seed, ulong counter, Tensor y) => throw Missing("random_fill");

    public void Dropout(double p, ulong seed, ulong counter, Tensor x, Tensor y) => throw Missing("dropout");
}
