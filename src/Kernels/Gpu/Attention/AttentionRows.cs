namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Some rows of a matrix in global memory.</summary>
internal readonly struct AttentionRows<T>
    where T : unmanaged
{
    public ArrayView<T> Data { get; init; }

    /// <summary>Where the first row begins.</summary>
    public long At { get; init; }

    /// <summary>Elements from row to row.</summary>
    public long Stride { get; init; }

    /// <summary>Rows; those beyond are 0.</summary>
    public int Count { get; init; }
}
