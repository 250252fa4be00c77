namespace Neuron.Kernels.Language;

/// <summary>A 32-bit position in, or extent of, two dimensions; X is the fastest in a grid.</summary>
/// <param name="X">First coordinate.</param>
/// <param name="Y">Second coordinate.</param>
public readonly record struct Index2D(int X, int Y)
{
    /// <summary>X · Y.</summary>
    public int Size => X * Y;

    /// <summary>Position of this index in an extent of this size, X fastest.</summary>
    public int ComputeLinearIndex(Index2D extent) => (Y * extent.X) + X;

    /// <summary>Sum by coordinate.</summary>
    public static Index2D operator +(Index2D a, Index2D b) => new(a.X + b.X, a.Y + b.Y);

    /// <summary>Difference by coordinate.</summary>
    public static Index2D operator -(Index2D a, Index2D b) => new(a.X - b.X, a.Y - b.Y);

    /// <summary>Product by coordinate.</summary>
    public static Index2D operator *(Index2D a, Index2D b) => new(a.X * b.X, a.Y * b.Y);

    /// <summary>Both coordinates of a pair.</summary>
    public static implicit operator Index2D((int X, int Y) pair) => new(pair.X, pair.Y);

    /// <summary>The coordinates as text.</summary>
    public override string ToString() => $"({X}, {Y})";
}
