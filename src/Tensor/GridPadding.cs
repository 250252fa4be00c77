namespace Neuron;

/// <summary>What <see cref="Tensor.GridSample"/> reads outside of the image.</summary>
public enum GridPadding
{
    /// <summary>0.</summary>
    Zeros,

    /// <summary>The nearest element of the border.</summary>
    Border,

    /// <summary>The image mirrored at its border.</summary>
    Reflection,
}
