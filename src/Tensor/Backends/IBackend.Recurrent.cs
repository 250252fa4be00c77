using Neuron.Primitives;

namespace Neuron;

internal partial interface IBackend
{
    /// <summary>Operands as <see cref="Primitives.Recurrence"/> lists them.</summary>
    void Recurrence(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y);

    /// <summary>Operands as <see cref="Primitives.RecurrenceGradient"/> lists them.</summary>
    void RecurrenceGradient(Recurrence op, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y);
}
