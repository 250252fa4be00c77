namespace Neuron.Kernels.Language;

/// <summary>How positions of a three-dimensional view map to memory.</summary>
public interface IStride3D
{
    /// <summary>Elements between (x, y, z) and (x + 1, y, z).</summary>
    int XStride { get; }

    /// <summary>Elements between (x, y, z) and (x, y + 1, z).</summary>
    int YStride { get; }

    /// <summary>Elements between (x, y, z) and (x, y, z + 1).</summary>
    int ZStride { get; }
}
