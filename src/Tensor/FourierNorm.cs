namespace Neuron;

/// <summary>Where the factor of a Fourier transform of length N goes.</summary>
public enum FourierNorm
{
    /// <summary>1/N on the inverse.</summary>
    Backward,

    /// <summary>1/√N on both.</summary>
    Ortho,

    /// <summary>1/N on the forward transform.</summary>
    Forward,
}
