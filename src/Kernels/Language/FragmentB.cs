namespace Neuron.Kernels.Language;

/// <summary>The right operand of <see cref="TensorCore"/>, <see cref="TensorCore.Depth{T}"/> rows of 8 elements, spread over the lanes of a warp.</summary>
/// <typeparam name="T"><see cref="BFloat16"/>, <see cref="Half"/> or float (read as tf32).</typeparam>
#pragma warning disable CA1051 // registers, which kernels assign one by one
public struct FragmentB<T> where T : unmanaged
{
    /// <summary>Column lane/4, the upper half of the rows: elements 2(lane mod 4) and the next; of tf32 element lane mod 4.</summary>
    public uint R0;

    /// <summary>As <see cref="R0"/>, the lower half of the rows.</summary>
    public uint R1;
}
