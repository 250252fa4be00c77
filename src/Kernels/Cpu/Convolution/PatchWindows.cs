namespace Neuron.Kernels.Cpu;

/// <summary>
/// Which input elements the patches of a stack of images hold: along each axis, output position o and tap t read input
/// o · Step + Origin + t · TapStep, a zero where that lies outside the image.
/// </summary>
internal struct PatchWindows
{
    public int Batch, Channels;

    /// <summary>Distance of one image to the next, in elements; the channels of an image lie one after another.</summary>
    public nint ImageStride;

    public Extent3 Input, Output, Step, Origin, Taps, TapStep;

    /// <summary>Rows of the patches as a matrix: channels times taps.</summary>
    public readonly int Rows => Channels * Taps.Volume;

    /// <summary>The patches that a convolution's forward pass reads in one group.</summary>
    public static PatchWindows Of(in ConvShape shape) => new()
    {
        Batch = shape.Batch,
        Channels = shape.GroupIn,
        ImageStride = (nint)shape.InChannels * shape.Input.Volume,
        Input = shape.Input,
        Output = shape.Output,
        Step = shape.Stride,
        Origin = new(-shape.Padding.D, -shape.Padding.H, -shape.Padding.W),
        Taps = shape.Kernel,
        TapStep = shape.Dilation,
    };
}
