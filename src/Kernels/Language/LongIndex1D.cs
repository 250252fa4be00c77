namespace Neuron.Kernels.Language;

/// <summary>A 64-bit position in, or extent of, one dimension. Converts to and from <see cref="long"/>.</summary>
/// <param name="X">The position.</param>
public readonly record struct LongIndex1D(long X)
{
    /// <summary>Number of elements in an extent of this size.</summary>
    public long Size => X;

    /// <summary>The position as a <see cref="long"/>.</summary>
    public static implicit operator long(LongIndex1D index) => index.X;

    /// <summary>The position <paramref name="x"/>.</summary>
    public static implicit operator LongIndex1D(long x) => new(x);

    /// <summary>The position as text.</summary>
    public override string ToString() => $"({X})";
}
