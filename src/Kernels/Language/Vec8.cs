namespace Neuron.Kernels.Language;

/// <summary>8 neighbouring elements, moved by one load or store.</summary>
/// <typeparam name="T">A number of 1, 2, 4 or 8 bytes, or <see cref="Half"/> or <see cref="BFloat16"/>.</typeparam>
#pragma warning disable CA1051 // the fields are the memory layout, and kernels assign them one by one
public struct Vec8<T> where T : unmanaged
{
    /// <summary>Element 0.</summary>
    public T S0;

    /// <summary>Element 1.</summary>
    public T S1;

    /// <summary>Element 2.</summary>
    public T S2;

    /// <summary>Element 3.</summary>
    public T S3;

    /// <summary>Element 4.</summary>
    public T S4;

    /// <summary>Element 5.</summary>
    public T S5;

    /// <summary>Element 6.</summary>
    public T S6;

    /// <summary>Element 7.</summary>
    public T S7;
}
