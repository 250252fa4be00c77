namespace Neuron.Kernels.Cpu;

/// <summary>Sizes of a pooling: windows over each of <see cref="Planes"/> images of one to three axes (absent ones come first, with length 1).</summary>
internal struct PoolShape
{
    /// <summary>Images times channels.</summary>
    public int Planes;

    public Extent3 Input, Output, Kernel, Stride, Padding, Dilation;

    /// <summary>Cell i of n covers ⌊i·L/n⌋ to ⌈(i + 1)·L/n⌉ of L elements; kernel, stride, padding and dilation are unused.</summary>
    public bool Adaptive;

    /// <summary>An average counts the padding, as far as it was asked for, as zeros.</summary>
    public bool CountPadding;

    /// <summary>What sums are divided by; 0 for the number of elements.</summary>
    public int Divisor;

    public readonly PoolWindow D(int i) => Window(i, Input.D, Output.D, Kernel.D, Stride.D, Padding.D, Dilation.D);

    public readonly PoolWindow H(int i) => Window(i, Input.H, Output.H, Kernel.H, Stride.H, Padding.H, Dilation.H);

    public readonly PoolWindow W(int i) => Window(i, Input.W, Output.W, Kernel.W, Stride.W, Padding.W, Dilation.W);

    private readonly PoolWindow Window(int i, int length, int cells, int kernel, int stride, int padding, int dilation)
    {
        if (Adaptive)
        {
            int first = (int)((long)i * length / cells), last = (int)((((long)(i + 1) * length) + cells - 1) / cells);
            return new(first, last, 1, last - first);
        }
        int start = (i * stride) - padding;
        int end = Math.Min(start + (dilation * (kernel - 1)) + 1, length + padding);
        int counted = end - start;
        if (start < 0) start += (-start + dilation - 1) / dilation * dilation;
        return new(start, Math.Min(end, length), dilation, counted);
    }
}
