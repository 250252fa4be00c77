namespace Neuron.Kernels.Language;

/// <summary>How positions of a two-dimensional view map to memory.</summary>
public interface IStride2D
{
    /// <summary>Elements between (x, y) and (x + 1, y).</summary>
    int XStride { get; }

    /// <summary>Elements between (x, y) and (x, y + 1).</summary>
    int YStride { get; }
}
