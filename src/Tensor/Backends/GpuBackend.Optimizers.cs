using Neuron.Primitives;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void OptimizerStep(OptimizerRule rule, ReadOnlySpan<Tensor> x) => throw Missing("optimizer_step");
}
