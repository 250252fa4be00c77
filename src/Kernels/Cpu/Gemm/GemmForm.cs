namespace Neuron.Kernels.Cpu;

/// <summary>How a product is computed; a function of its shape and strides alone.</summary>
internal enum GemmForm
{
    /// <summary>No element.</summary>
    Empty,

    /// <summary>Dot products with one vector.</summary>
    MatrixVector,

    /// <summary>Tiles over the operands as they lie or packed, C divided among threads.</summary>
    Tiles,

    /// <summary>A · Aᵀ: the lower triangle, then its mirror image.</summary>
    Symmetric,

    /// <summary>A long inner axis in slices of fixed length, whose sums are added in order.</summary>
    SplitDepth,

    /// <summary>Both: slices of the lower triangle.</summary>
    SymmetricSplitDepth,
}
