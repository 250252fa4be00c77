namespace Neuron.Kernels.Cpu;

/// <summary>A number for each of the three axes of a volume: depth, height, width.</summary>
internal readonly record struct Extent3(int D, int H, int W)
{
    public int Volume => D * H * W;

    /// <summary>The last axes' numbers, with <paramref name="missing"/> for the axes that are not there.</summary>
    public static Extent3 Of(ReadOnlySpan<int> values, int missing) => values.Length switch
    {
        1 => new(missing, missing, values[0]),
        2 => new(missing, values[0], values[1]),
        3 => new(values[0], values[1], values[2]),
        _ => throw new NotSupportedException($"Convolution and pooling over {values.Length} axes; 1, 2 and 3 are supported."),
    };
}
