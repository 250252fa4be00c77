namespace Neuron.Kernels.Language;

/// <summary>How positions of a one-dimensional view map to memory.</summary>
public interface IStride1D
{
    /// <summary>Distance of neighbours, in elements.</summary>
    int XStride { get; }
}
