namespace Neuron.Kernels.Language;

/// <summary>4 neighbouring elements, moved by one load or store.</summary>
/// <typeparam name="T">A number of 1, 2, 4 or 8 bytes, or <see cref="Half"/> or <see cref="BFloat16"/>.</typeparam>
#pragma warning disable CA1051 // the fields are the memory layout, and kernels assign them one by one
public struct Vec4<T> where T : unmanaged
{
    /// <summary>Element 0.</summary>
    public T X;

    /// <summary>Element 1.</summary>
    public T Y;

    /// <summary>Element 2.</summary>
    public T Z;

    /// <summary>Element 3.</summary>
    public T W;
}
