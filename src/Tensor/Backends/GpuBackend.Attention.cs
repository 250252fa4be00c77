using Neuron.Primitives;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Attention(Attention op, ReadOnlySpan<Tensor> x, Tensor y, Tensor logSums) => throw Missing("attention");

    public void AttentionGradient(Attention op, Tensor dy, Tensor y, Tensor logSums, ReadOnlySpan<Tensor> x, Tensor dq, Tensor dk, Tensor dv) => throw Missing("attention_gradient");
}
