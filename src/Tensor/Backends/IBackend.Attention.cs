using Neuron.Primitives;

namespace Neuron;

internal partial interface IBackend
{
    /// <summary>Operands as <see cref="Primitives.Attention"/> lists them.</summary>
    void Attention(Attention op, ReadOnlySpan<Tensor> x, Tensor y, Tensor logSums);

    void AttentionGradient(Attention op, Tensor dy, Tensor y, Tensor logSums, ReadOnlySpan<Tensor> x, Tensor dq, Tensor dk, Tensor dv);
}
