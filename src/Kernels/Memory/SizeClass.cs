using System.Numerics;

namespace Neuron.Kernels.Memory;

/// <summary>Sizes of blocks, four an octave: at most a fifth of a block is unused.</summary>
internal static class SizeClass
{
    /// <summary>Number of classes.</summary>
    public const int Count = 256;

    /// <summary>The class of the smallest blocks that hold so many bytes.</summary>
    public static int Of(long bytes)
    {
        if (bytes <= 256) return (int)((Math.Max(bytes, 1) - 1) >> 6);
        int octave = BitOperations.Log2((ulong)(bytes - 1));
        int quarter = (int)(((bytes - 1) >> (octave - 2)) & 3);
        return (4 * (octave - 7)) + quarter;
    }

    /// <summary>Bytes of the blocks of a class.</summary>
    public static long Size(int index) =>
        index < 4 ? 64L * (index + 1) : (5L + (index & 3)) << ((index >> 2) + 5);
}
