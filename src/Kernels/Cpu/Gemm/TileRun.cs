using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Tiles of equal height, one under another, that share a panel of B: what a tile kernel is asked to do.</summary>
internal unsafe struct TileRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many tiles.</summary>
    public int Tiles;

    /// <summary>Length of the inner axis.</summary>
    public nint Depth;

    /// <summary>The first tile's rows of A, and the distance from a tile to the next.</summary>
    public T* A;
    public nint ARow, AColumn, ATile;

    /// <summary>The panel, and the distance of its rows.</summary>
    public T* B;
    public nint BRow;

    /// <summary>Where the panel is packed as it is read, if the kernel does that.</summary>
    public T* Copy;

    /// <summary>The first tile of C; the second vector of each row lies <see cref="Second"/> elements after the first.</summary>
    public T* C;
    public nint CRow, Second;

    /// <summary>Factor of the product.</summary>
    public T Alpha;

    /// <summary>C is added to, not overwritten.</summary>
    public bool Accumulate;

    /// <summary>Added to every row last: one element per column, without gaps; or null.</summary>
    public T* Bias;

    /// <summary>The sums are C as they are: neither scaled nor added to anything.</summary>
    public bool Plain;
}
