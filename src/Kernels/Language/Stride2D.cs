namespace Neuron.Kernels.Language;

/// <summary>Strides of two-dimensional views.</summary>
public static class Stride2D
{
    /// <summary>X is contiguous: (x, y) lies at x + y · YStride.</summary>
    /// <param name="YStride">Elements between (x, y) and (x, y + 1).</param>
    public readonly record struct DenseX(int YStride) : IStride2D
    {
        /// <inheritdoc/>
        public int XStride => 1;
    }

    /// <summary>Y is contiguous: (x, y) lies at x · XStride + y. Row-major for [row, column].</summary>
    /// <param name="XStride">Elements between (x, y) and (x + 1, y).</param>
    public readonly record struct DenseY(int XStride) : IStride2D
    {
        /// <inheritdoc/>
        public int YStride => 1;
    }

    /// <summary>Any distances.</summary>
    /// <param name="XStride">Elements between (x, y) and (x + 1, y).</param>
    /// <param name="YStride">Elements between (x, y) and (x, y + 1).</param>
    public readonly record struct General(int XStride, int YStride) : IStride2D;
}
