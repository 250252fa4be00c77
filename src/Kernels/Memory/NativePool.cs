using System.Numerics;
using System.Runtime.InteropServices;

namespace Neuron.Kernels.Memory;

/// <summary>
/// Native, 64-byte aligned memory in size classes. Freed blocks are kept for the next request of their class,
/// so a training loop that repeats itself takes no memory from the system after its first steps.
/// </summary>
/// <remarks>
/// Blocks come back through <see cref="Return"/>, which finalizers call. A pool that has handed out much more than
/// was live after the last collection asks the garbage collector for one before it asks the system for memory:
/// the managed heap is tiny, so a collection is cheap, and the memory of a loop without <c>Dispose</c> stays flat.
/// </remarks>
internal sealed unsafe class NativePool
{
    public const int Alignment = 64;

    /// <summary>Growth over the live bytes of the last collection that is always allowed before the next one.</summary>
    private const long SlackBytes = 48L << 20;

    /// <summary>Blocks of at most this many bytes, of slabs for instance, are taken from the system several at once.</summary>
    private const int SmallBytes = 64 << 10, SmallAtOnce = 8;

    /// <summary>A step's forward and backward pass may take several; memory that none of so many needed is idle.</summary>
    private const int CollectionsOfAPhase = 16;

    /// <summary>The pool of host memory.</summary>
    public static NativePool Host { get; } = new();

    private readonly Lock _lock = new();
    private readonly Stack<nint>[] _free = new Stack<nint>[256];
    private int _collections;
    private long _rented, _cached, _leastCached, _handedOut, _liveAfterCollection, _systemAllocations, _peak;

    private NativePool()
    {
        for (int i = 0; i < _free.Length; i++) _free[i] = new Stack<nint>();
    }

    /// <summary>Bytes handed out and not yet returned.</summary>
    public long RentedBytes => Interlocked.Read(ref _rented);

    /// <summary>Bytes kept for reuse.</summary>
    public long CachedBytes => Interlocked.Read(ref _cached);

    /// <summary>The most bytes that were ever handed out and kept together.</summary>
    public long PeakBytes => Interlocked.Read(ref _peak);

    /// <summary>How often memory was taken from the system.</summary>
    public long SystemAllocations => Interlocked.Read(ref _systemAllocations);

    /// <summary>A block of at least <paramref name="bytes"/> bytes, its content undefined.</summary>
    /// <exception cref="InsufficientMemoryException">The system refuses, even after the cache was emptied.</exception>
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
            _cached += size;
            _liveAfterCollection = Math.Min(_liveAfterCollection, _rented);
            _free[index].Push(block);
        }
    }

    /// <summary>Gives every cached block back to the system.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            foreach (var blocks in _free)
                while (blocks.TryPop(out nint block)) NativeMemory.AlignedFree((void*)block);
            _cached = _leastCached = 0;
        }
    }

    private bool TryTake(int index, out nint block)
    {
        lock (_lock)
        {
            if (!_free[index].TryPop(out block)) return false;
            long size = SizeOf(index);
            _rented += size;
            _handedOut += size;
            _cached -= size;
            _leastCached = Math.Min(_leastCached, _cached);
            return true;
        }
    }

    private bool CollectionIsDue()
    {
        lock (_lock)
        {
            // the first collection waits until there is memory for some steps; later ones come sooner than memory from the system
            long growth = (_liveAfterCollection / 2) + SlackBytes;
            return _collections == 0 ? _rented - _liveAfterCollection > growth : _handedOut > growth / 8;
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
            // what nobody asks for during several collections, a different phase of the program left behind; the rest comes again
            if (++_collections % CollectionsOfAPhase != 0) return;
            if (_leastCached > SlackBytes) Trim();
            _leastCached = _cached;
        }
    }

    private nint Allocate(int index)
    {
        long size = SizeOf(index);
        nint block = TryAllocate(size);
        if (block == 0)
        {
            Collect();
            Trim();
            block = TryAllocate(size);
            if (block == 0)
                throw new InsufficientMemoryException($"Host memory: {size:N0} bytes refused; {RentedBytes:N0} are in use.");
        }
        lock (_lock)
        {
            _rented += size;
            _handedOut += size;
            _systemAllocations++;
            // small blocks are asked for so rarely that a class of them would go on growing for hundreds of steps
            for (int i = 1; size <= SmallBytes && i < SmallAtOnce && TryAllocate(size) is not 0 and var spare; i++)
            {
                _free[index].Push(spare);
                _cached += size;
            }
            _peak = Math.Max(_peak, _rented + _cached);
        }
        return block;
    }

    private static nint TryAllocate(long size)
    {
        try { return (nint)NativeMemory.AlignedAlloc((nuint)size, Alignment); }
        catch (OutOfMemoryException) { return 0; }
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
