namespace Neuron.Kernels.Cpu;

/// <summary>How element-wise work is cut, and where results bypass the cache.</summary>
internal static class Pieces
{
    /// <summary>Elements of one piece of the worker pool; a multiple of every vector length, so that pieces start aligned.</summary>
    public const int Length = 32 << 10;

    /// <summary>Results of at least this many bytes are written with non-temporal stores: they would not stay in the cache.</summary>
    private const long StreamedBytes = 16 << 20;

    /// <summary>Pieces of <paramref name="count"/> elements.</summary>
    public static int Of(long count) => checked((int)((count + Length - 1) / Length));

    /// <summary>Whether a result is written past the cache.</summary>
    public static unsafe bool IsStreamed<T>(T* y, long count)
        where T : unmanaged => count * sizeof(T) >= StreamedBytes && (nint)y % 64 == 0;

    /// <summary>Where the block that starts at <paramref name="start"/> ends, at most at <paramref name="end"/>.</summary>
    public static int Block(long start, long end, long run, int longest)
    {
        long n = Math.Min(longest, end - start);
        // short runs are gathered several at a time
        return (int)(run >= 64 ? Math.Min(n, run - (start % run)) : n);
    }
}
