using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Memory of the operands of attention; masks that are not there are empty.</summary>
internal struct AttentionInputs<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public ArrayView<T> Q, K, V;

    /// <summary>Additive mask.</summary>
    public ArrayView<T> Bias;

    /// <summary>Masks whose nonzero elements may not be attended to.</summary>
    public ArrayView<byte> Mask, Padding;
}
