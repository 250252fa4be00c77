namespace Neuron.Kernels.Language;

/// <summary>A 32-bit position in, or extent of, one dimension. Converts to and from <see cref="int"/>.</summary>
/// <param name="X">The position.</param>
public readonly record struct Index1D(int X)
{
    /// <summary>Number of elements in an extent of this size.</summary>
    public int Size => X;

    /// <summary>The position as an <see cref="int"/>.</summary>
    public static implicit operator int(Index1D index) => index.X;

    /// <summary>The position <paramref name="x"/>.</summary>
    public static implicit operator Index1D(int x) => new(x);

    /// <summary>Sum of the positions.</summary>
    public static Index1D operator +(Index1D a, Index1D b) => new(a.X + b.X);

    /// <summary>Difference of the positions.</summary>
    public static Index1D operator -(Index1D a, Index1D b) => new(a.X - b.X);

    /// <summary>Product of the positions.</summary>
    public static Index1D operator *(Index1D a, Index1D b) => new(a.X * b.X);

    /// <summary>Quotient, towards zero.</summary>
    public static Index1D operator /(Index1D a, Index1D b) => new(a.X / b.X);

    /// <summary>Remainder, with the sign of <paramref name="a"/>.</summary>
    public static Index1D operator %(Index1D a, Index1D b) => new(a.X % b.X);

    /// <summary>The position as text.</summary>
    public override string ToString() => $"({X})";
}
