namespace Neuron.Kernels.Language;

/// <summary>A 32-bit position in, or extent of, three dimensions; X is the fastest in a grid.</summary>
/// <param name="X">First coordinate.</param>
/// <param name="Y">Second coordinate.</param>
/// <param name="Z">Third coordinate.</param>
public readonly record struct Index3D(int X, int Y, int Z)
{
    /// <summary>X · Y · Z.</summary>
    public int Size => X * Y * Z;

    /// <summary>Position of this index in an extent of this size, X fastest.</summary>
    public int ComputeLinearIndex(Index3D extent) => (((Z * extent.Y) + Y) * extent.X) + X;

    /// <summary>Sum by coordinate.</summary>
    public static Index3D operator +(Index3D a, Index3D b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Difference by coordinate.</summary>
    public static Index3D operator -(Index3D a, Index3D b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>Product by coordinate.</summary>
    public static Index3D operator *(Index3D a, Index3D b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z);

    /// <summary>All coordinates of a triple.</summary>
    public static implicit operator Index3D((int X, int Y, int Z) triple) => new(triple.X, triple.Y, triple.Z);

    /// <summary>The coordinates as text.</summary>
    public override string ToString() => $"({X}, {Y}, {Z})";
}
