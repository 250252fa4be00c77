namespace Neuron.Kernels.Language;

/// <summary>Strides of three-dimensional views.</summary>
public static class Stride3D
{
    /// <summary>X is contiguous, Z the slowest.</summary>
    /// <param name="YStride">Elements between (x, y, z) and (x, y + 1, z).</param>
    /// <param name="ZStride">Elements between (x, y, z) and (x, y, z + 1).</param>
    public readonly record struct DenseXY(int YStride, int ZStride) : IStride3D
    {
        /// <inheritdoc/>
        public int XStride => 1;
    }

    /// <summary>Z is contiguous, X the slowest. Row-major for [plane, row, column].</summary>
    /// <param name="XStride">Elements between (x, y, z) and (x + 1, y, z).</param>
    /// <param name="YStride">Elements between (x, y, z) and (x, y + 1, z).</param>
    public readonly record struct DenseZY(int XStride, int YStride) : IStride3D
    {
        /// <inheritdoc/>
        public int ZStride => 1;
    }

    /// <summary>Any distances.</summary>
    /// <param name="XStride">Elements between (x, y, z) and (x + 1, y, z).</param>
    /// <param name="YStride">Elements between (x, y, z) and (x, y + 1, z).</param>
    /// <param name="ZStride">Elements between (x, y, z) and (x, y, z + 1).</param>
    public readonly record struct General(int XStride, int YStride, int ZStride) : IStride3D;
}
