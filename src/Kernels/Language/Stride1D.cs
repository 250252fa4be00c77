namespace Neuron.Kernels.Language;

/// <summary>Strides of one-dimensional views.</summary>
public static class Stride1D
{
    /// <summary>Neighbours touch.</summary>
    public readonly record struct Dense : IStride1D
    {
        /// <inheritdoc/>
        public int XStride => 1;
    }

    /// <summary>Neighbours are <paramref name="XStride"/> elements apart.</summary>
    /// <param name="XStride">Distance, in elements.</param>
    public readonly record struct General(int XStride) : IStride1D;
}
