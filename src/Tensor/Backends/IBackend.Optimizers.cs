using Neuron.Primitives;

namespace Neuron;

internal partial interface IBackend
{
    /// <summary>In place; operands as <see cref="Primitives.OptimizerStep"/> lists them.</summary>
    void OptimizerStep(OptimizerRule rule, ReadOnlySpan<Tensor> x);
}
