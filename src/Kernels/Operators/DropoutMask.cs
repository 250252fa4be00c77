namespace Neuron.Kernels.Operators;

/// <summary>
/// Which elements dropout drops: those whose 32-bit number lies below 2³²·p. The upper half of the number of element i is half word i
/// of the Philox stream, eight elements a block and the lower half word first. Its lower half is the same half word of the block's
/// <see cref="Refinement"/>; only the one element in 65,536 whose upper half is that of the threshold needs it.
/// </summary>
internal static class DropoutMask
{
    /// <summary>Elements that a block decides on.</summary>
    public const int BlockElements = 8;

    /// <summary>Upper half of the counter of the blocks that refine the others. It is 0 in every other draw, so that the two never meet.</summary>
    public const ulong Refinement = 1;

    /// <summary>2³²·p as a word.</summary>
    public static uint Threshold(double p) => (uint)Math.Min(uint.MaxValue, Math.Round(p * 4294967296.0));

    /// <summary>The blocks of <paramref name="elements"/> elements.</summary>
    public static long Blocks(long elements) => (elements + BlockElements - 1) / BlockElements;

    /// <summary>The number of element <paramref name="index"/> of the mask that starts at block <paramref name="counter"/>.</summary>
    public static uint Number(ulong seed, ulong counter, long index)
    {
        ulong block = counter + (ulong)(index / BlockElements);
        int half = (int)(index % BlockElements);
        return (Half(Philox.Block(seed, block), half) << 16) | Half(Philox.Block(seed, block, Refinement), half);
    }

    /// <summary>
    /// The numbers of four elements, the first or the last of a block. Their lower halves are 0 unless an upper half ties with the
    /// threshold's: the comparison with the threshold comes out the same.
    /// </summary>
    public static (uint A, uint B, uint C, uint D) Four(ulong seed, ulong block, bool areLast, uint threshold)
    {
        var (first, second, third, fourth) = Philox.Block(seed, block);
        uint x = areLast ? third : first, y = areLast ? fourth : second, finerX = 0, finerY = 0;
        if (Ties(x, threshold) || Ties(y, threshold))
        {
            (first, second, third, fourth) = Philox.Block(seed, block, Refinement);
            finerX = areLast ? third : first;
            finerY = areLast ? fourth : second;
        }
        return (Lower(x, finerX), Upper(x, finerX), Lower(y, finerY), Upper(y, finerY));
    }

    private static bool Ties(uint word, uint threshold) => (word & 0xFFFF) == threshold >> 16 || word >> 16 == threshold >> 16;

    private static uint Lower(uint word, uint finer) => (word << 16) | (finer & 0xFFFF);

    private static uint Upper(uint word, uint finer) => (word & 0xFFFF0000) | (finer >> 16);

    private static uint Half((uint X, uint Y, uint Z, uint W) block, int half)
    {
        uint word = (half >> 1) switch { 0 => block.X, 1 => block.Y, 2 => block.Z, _ => block.W };
        return (half & 1) == 0 ? word & 0xFFFF : word >> 16;
    }
}
