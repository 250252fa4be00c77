namespace Neuron.Kernels.Memory;

/// <summary>
/// Cuts small pieces one after the other out of a larger block. The block returns to the pool when no piece is referenced any
/// more, so a small tensor costs neither a finalizer nor a lock.
/// </summary>
internal static class Slab
{
    /// <summary>Larger requests get a block of their own.</summary>
    public const int LargestPiece = 1024;

    private const int Size = 32 << 10;

    [ThreadStatic]
    private static NativeBlock? t_block;

    [ThreadStatic]
    private static int t_used;

    /// <summary>Cuts a piece of at most <see cref="LargestPiece"/> bytes, 64-byte aligned; it is valid while <paramref name="owner"/> is referenced.</summary>
    public static nint Cut(int bytes, out NativeBlock owner)
    {
        int size = (Math.Max(bytes, 1) + NativePool.Alignment - 1) & -NativePool.Alignment;
        if (t_block is null || t_used + size > Size) (t_block, t_used) = (new NativeBlock(Size), 0);
        nint piece = t_block.Address + t_used;
        t_used += size;
        owner = t_block;
        return piece;
    }
}
