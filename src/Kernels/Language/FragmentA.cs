namespace Neuron.Kernels.Language;

/// <summary>The left operand of <see cref="TensorCore"/>, 16 rows of <see cref="TensorCore.Depth{T}"/> elements, spread over the lanes of a warp.</summary>
/// <typeparam name="T"><see cref="BFloat16"/>, <see cref="Half"/> or float (read as tf32).</typeparam>
#pragma warning disable CA1051 // registers, which kernels assign one by one
public struct FragmentA<T> where T : unmanaged
{
    /// <summary>Row lane/4, the lower half of the columns: elements 2(lane mod 4) and the next; of tf32 element lane mod 4.</summary>
    public uint R0;

    /// <summary>As <see cref="R0"/>, 8 rows below.</summary>
    public uint R1;

    /// <summary>As <see cref="R0"/>, the upper half of the columns.</summary>
    public uint R2;

    /// <summary>As <see cref="R1"/>, the upper half of the columns.</summary>
    public uint R3;
}
