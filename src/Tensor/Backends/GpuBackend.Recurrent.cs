using Neuron.Primitives;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Recurrence(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => throw Missing("recurrence");

    public void RecurrenceGradient(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => throw Missing("recurrence_gradient");
}
