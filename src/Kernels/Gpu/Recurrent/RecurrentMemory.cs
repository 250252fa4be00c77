using System.Numerics;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>Memory of a recurrent layer's pass, without gaps; what a kind does not have is empty.</summary>
internal struct RecurrentMemory<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Projected input [T, B, G·H], recurrent weight [G·H, H], its bias [G·H], initial states [B, H].</summary>
    public ArrayView<T> X, Weight, Bias, H0, C0;

    /// <summary>Steps of each sequence, [B]; later ones leave the state alone and give 0.</summary>
    public ArrayView<long> Lengths;

    /// <summary>Outputs [T, B, H]; for the gradient activated gates [T, B, 4, H] (of a GRU r, z, n and (U·h)ₙ) and cell states [T, B, H].</summary>
    public ArrayView<T> Y, Gates, Cells;
}
