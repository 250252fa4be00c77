namespace Neuron.Kernels.Cpu;

/// <summary>
/// Sizes of a convolution over one to three axes; absent axes come first and have length 1. Images are
/// [Batch, channels, D, H, W], weights [OutChannels, InChannels / Groups, D, H, W], all row-major without gaps.
/// </summary>
internal struct ConvShape
{
    public int Batch, InChannels, OutChannels, Groups;

    public Extent3 Input, Output, Kernel, Stride, Dilation;

    /// <summary>Zeros before the first element of each axis; those after it follow from the output's size.</summary>
    public Extent3 Padding;

    public readonly int GroupIn => InChannels / Groups;

    public readonly int GroupOut => OutChannels / Groups;

    /// <summary>Elements of a patch: the inner length of the convolution as a matrix product.</summary>
    public readonly int PatchSize => GroupIn * Kernel.Volume;

    /// <summary>Every output element reads just the input element at its place.</summary>
    public readonly bool IsPointwise =>
        Kernel.Volume == 1 && Stride == new Extent3(1, 1, 1) && Padding == default && Input == Output;

    /// <summary>Groups so narrow that a matrix product would be mostly edges.</summary>
    public readonly bool IsDepthwise => Groups > 1 && GroupIn <= 2 && GroupOut <= 4;
}
