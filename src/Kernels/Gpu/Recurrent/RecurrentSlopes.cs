using System.Numerics;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>Memory of a backward pass through a recurrent layer, without gaps.</summary>
internal struct RecurrentSlopes<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Gradient of the outputs [T, B, H].</summary>
    public ArrayView<T> Dy;

    /// <summary>Gradients of the projected input [T, B, G·H] and, for GRUs, of the gates towards the state [T, B, G·H]: they differ in n.</summary>
    public ArrayView<T> Dx, Hidden;

    /// <summary>The state before each step [T, B, H], for the weight's gradient.</summary>
    public ArrayView<T> States;

    /// <summary>Scratch memory for the recurrent weight by columns [H, G·H]; CPU devices need none.</summary>
    public ArrayView<T> Transposed;

    /// <summary>Gradients of the state, which travel in the places where those of the initial state end, [B, H].</summary>
    public ArrayView<T> Dh, Dc;
}
