namespace Neuron;

/// <summary>How <see cref="Tensor.Interpolate"/> finds values between samples.</summary>
public enum InterpolationMode
{
    /// <summary>The sample at or below, as PyTorch's "nearest".</summary>
    Nearest,

    /// <summary>The nearest sample, as PyTorch's "nearest-exact".</summary>
    NearestExact,

    /// <summary>Linear along each axis: linear, bilinear, trilinear.</summary>
    Linear,

    /// <summary>Cubic convolution along each axis, coefficient −0.75, or −0.5 where antialiased.</summary>
    Cubic,

    /// <summary>The mean of the samples that an output covers.</summary>
    Area,
}
