namespace Neuron.Kernels.Cpu;

/// <summary>Walks several strided operands of one shape together, innermost axis first.</summary>
internal static class StridedLoop
{
    /// <summary>The most axes a tensor may have.</summary>
    public const int MaxRank = 16;

    /// <summary>Offset, in elements, of row-major position <paramref name="index"/> of a strided operand.</summary>
    public static long Offset(long index, ReadOnlySpan<int> shape, ReadOnlySpan<long> strides)
    {
        long offset = 0;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            int n = shape[axis];
            offset += index % n * strides[axis];
            index /= n;
        }
        return offset;
    }
}
