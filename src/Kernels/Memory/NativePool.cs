using System.Numerics;
using System.Runtime.InteropServices;

namespace Neuron.Kernels.Memory;

/// <summary>
/// Memory of one device in size classes. Freed blocks are kept for the next request of their class, so a training loop that repeats
/// itself takes no memory from the system after its first steps.
/// </summary>
/// <remarks>
/// Blocks come back through <see cref="Return"/>, which finalizers call. A pool that has handed out much more than
/// was live after the last collection asks the garbage collector for one before it asks the system for memory:
/// the managed heap is tiny, so a collection is cheap, and the memory of a loop without <c>Dispose</c> stays flat.
/// </remarks>
/// <param name="allocate">Takes a block from the device; 0 if it refuses.</param>
/// <param name="free">Gives a block back to the device.</param>
/// <param name="refused">What is thrown when a request cannot be met, for its bytes.</param>
internal sealed unsafe class NativePool(Func<long, nint> allocate, Action<nint> free, Func<long, Exception> refused)
{
    /// <summary>Alignment of blocks of host memory, in bytes: a cache line.</summary>
    public const int Alignment = 64;

    /// <summary>Growth over the live bytes of the last collection that is allowed before the first one.</summary>
    private const long SlackBytes = 48L << 20;

    /// <summary>Blocks of at most this many bytes, of slabs for instance, are taken from the device several at once.</summary>
    private const int SmallBytes = 64 << 10, SmallAtOnce = 8;

    /// <summary>Collections over which a block must stay unused to be given back.</summary>
    private const int Rounds = 16;

    /// <summary>The pool of host memory.</summary>
    public static NativePool Host { get; } = new(TakeHostMemory, block => NativeMemory.AlignedFree((void*)block),
        bytes => new InsufficientMemoryException($"Host memory: {bytes:N0} bytes refused; {Host!.RentedBytes:N0} are in use."));

    private readonly Lock _lock = new();
    private readonly Stack<nint>?[] _free = new Stack<nint>?[256];
    private readonly int[] _unused = new int[256]; // of each class, the blocks that stayed free in these rounds
    private long _rented, _cached, _handedOut, _liveAfterCollection, _systemAllocations, _peak;
    private int _round;
    private bool _closed;

    /// <summary>Bytes handed out and not yet returned.</summary>
    public long RentedBytes => Interlocked.Read(ref _rented);

    /// <summary>Bytes kept for reuse.</summary>
    public long CachedBytes => Interlocked.Read(ref _cached);

    /// <summary>The most bytes that were ever handed out and kept together.</summary>
    public long PeakBytes => Interlocked.Read(ref _peak);

    /// <summary>How often memory was taken from the device.</summary>
    public long SystemAllocations => Interlocked.Read(ref _systemAllocations);

    /// <summary>A block of at least <paramref name="bytes"/> bytes, its content undefined.</summary>
    /// <exception cref="InsufficientMemoryException">Host memory is refused, even after garbage was collected and the cache emptied; other devices have exceptions of their own.</exception>
    public nint Rent(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        int index = ClassOf(bytes);
        if (TryTake(index, out nint block)) return block;
        if (CollectionIsDue())
        {
            Collect();
            if (TryTake(index, out block)) return block;
        }
        return Allocate(index);
    }

    /// <summary>Takes back a block that <see cref="Rent"/> gave for the same number of bytes.</summary>
    public void Return(nint block, long bytes)
    {
        int index = ClassOf(bytes);
        long size = SizeOf(index);
        lock (_lock)
        {
            _rented -= size;
            if (_closed)
            {
                free(block);
                return;
            }
            _liveAfterCollection = Math.Min(_liveAfterCollection, _rented);
            Keep(index, block);
        }
    }

    /// <summary>Gives every cached block back to the device.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            foreach (var blocks in _free)
                while (blocks is not null && blocks.TryPop(out nint block)) free(block);
            Array.Clear(_unused);
            _cached = 0;
        }
    }

    /// <summary>Gives cached blocks back, and from now on what is returned too.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
        Trim();
    }

    private bool TryTake(int index, out nint block)
    {
        lock (_lock)
        {
            block = 0;
            if (_free[index] is not { } blocks || !blocks.TryPop(out block)) return false;
            _unused[index] = Math.Min(_unused[index], blocks.Count);
            long size = SizeOf(index);
            _rented += size;
            _handedOut += size;
            _cached -= size;
            return true;
        }
    }

    private bool CollectionIsDue()
    {
        lock (_lock)
        {
            // the first collection waits until there is memory for some steps; later ones come sooner than memory from the device
            long growth = (_liveAfterCollection / 2) + SlackBytes;
            return _round == 0 ? _rented - _liveAfterCollection > growth : _handedOut > growth / 8;
        }
    }

    private void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        lock (_lock)
        {
            _liveAfterCollection = _rented;
            _handedOut = 0;
            if (++_round % Rounds != 0) return;
            // much that nobody asked for all the time is of a phase of the program that is over; a little, of steps that differ
            bool isMuch = Enumerable.Range(0, _unused.Length).Sum(i => _unused[i] * SizeOf(i)) > SlackBytes;
            for (int i = 0; i < _free.Length; i++)
            {
                if (_free[i] is not { } blocks) continue;
                for (int n = 0; isMuch && n < _unused[i]; n++)
                {
                    free(blocks.Pop());
                    _cached -= SizeOf(i);
                }
                _unused[i] = blocks.Count;
            }
        }
    }

    private nint Allocate(int index)
    {
        long size = SizeOf(index);
        nint block = allocate(size);
        if (block == 0)
        {
            Collect();
            Trim();
            block = allocate(size);
            if (block == 0) throw refused(size);
        }
        lock (_lock)
        {
            _rented += size;
            _handedOut += size;
            _systemAllocations++;
            // small blocks are asked for so rarely that a class of them would go on growing for hundreds of steps
            for (int n = 1; size <= SmallBytes && n < SmallAtOnce && allocate(size) is not 0 and var spare; n++) Keep(index, spare);
            _peak = Math.Max(_peak, _rented + _cached);
        }
        return block;
    }

    private void Keep(int index, nint block)
    {
        _cached += SizeOf(index);
        (_free[index] ??= new()).Push(block);
    }

    private static nint TakeHostMemory(long bytes)
    {
        bool isLarge = bytes >= HugePages.Bytes;
        try
        {
            nint block = (nint)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)(isLarge ? HugePages.Bytes : Alignment));
            if (isLarge) HugePages.Ask(block, bytes);
            return block;
        }
        catch (OutOfMemoryException)
        {
            return 0;
        }
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
