using System.Numerics;

namespace Neuron.Kernels.Cpu.Recurrent;

/// <summary>What comes into a backward pass through a recurrent layer, and what it gives; all without gaps.</summary>
internal unsafe struct RecurrentGradients<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Gradients of outputs [T, B, H] and of last states [B, H].</summary>
    public T* Dy, Dhn, Dcn;

    /// <summary>Gradients of the projected input [T, B, G·H], the weight [G·H, H], initial states [B, H] and the bias [G·H] or null.</summary>
    public T* Dx, DWeight, Dh0, Dc0, DBias;
}
