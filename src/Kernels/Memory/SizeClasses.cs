using System.Numerics;

namespace Neuron.Kernels.Memory;

/// <summary>Blocks of one size each class, for the next request of that class.</summary>
/// <param name="allocate">Takes a block from the device; 0 if it refuses.</param>
/// <param name="free">Gives a block back to the device.</param>
internal sealed class SizeClasses(Func<long, nint> allocate, Action<nint> free) : IBlockStore
{
    /// <summary>Blocks of at most this many bytes, of slabs for instance, are taken from the device several at once.</summary>
    private const int SmallBytes = 64 << 10, SmallAtOnce = 8;

    private readonly Stack<nint>?[] _free = new Stack<nint>?[256];
    private readonly int[] _unused = new int[256]; // of each class, the blocks that stayed free in these rounds

    public long Cached { get; private set; }

    public long Unused => Enumerable.Range(0, _unused.Length).Sum(i => _unused[i] * SizeOf(i));

    public long SizeOf(long bytes) => SizeOf(ClassOf(bytes));

    public bool TryTake(long size, out nint block)
    {
        int index = ClassOf(size);
        block = 0;
        if (_free[index] is not { } blocks || !blocks.TryPop(out block)) return false;
        _unused[index] = Math.Min(_unused[index], blocks.Count);
        Cached -= size;
        return true;
    }

    public nint Take(long size)
    {
        nint block = allocate(size);
        if (block == 0) return 0;
        // small blocks are asked for so rarely that a class of them would go on growing for hundreds of steps
        for (int n = 1; size <= SmallBytes && n < SmallAtOnce && allocate(size) is not 0 and var spare; n++) Return(spare, size);
        return block;
    }

    public void Return(nint block, long size)
    {
        Cached += size;
        (_free[ClassOf(size)] ??= new()).Push(block);
    }

    public void EndRounds(bool givesBack)
    {
        for (int i = 0; i < _free.Length; i++)
        {
            if (_free[i] is not { } blocks) continue;
            for (int n = 0; givesBack && n < _unused[i]; n++)
            {
                free(blocks.Pop());
                Cached -= SizeOf(i);
            }
            _unused[i] = blocks.Count;
        }
    }

    public void Trim()
    {
        foreach (var blocks in _free)
            while (blocks is not null && blocks.TryPop(out nint block)) free(block);
        Array.Clear(_unused);
        Cached = 0;
    }

    /// <summary>Four classes an octave: at most a fifth of a block is unused.</summary>
    private static int ClassOf(long bytes)
    {
        if (bytes <= 256) return (int)((Math.Max(bytes, 1) - 1) >> 6);
        int octave = BitOperations.Log2((ulong)(bytes - 1));
        int quarter = (int)(((bytes - 1) >> (octave - 2)) & 3);
        return (4 * (octave - 7)) + quarter;
    }

    private static long SizeOf(int index) =>
        index < 4 ? 64L * (index + 1) : (5L + (index & 3)) << ((index >> 2) + 5);
}
