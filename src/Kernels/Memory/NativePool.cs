using System.Runtime.InteropServices;

namespace Neuron.Kernels.Memory;

/// <summary>
/// Memory of one device. Freed blocks are kept for later requests, so a training loop that repeats itself takes no memory from the
/// system after its first steps.
/// </summary>
/// <remarks>
/// Blocks come back through <see cref="Return"/>, which finalizers call. A pool that has handed out much more than
/// was live after the last collection asks the garbage collector for one before it asks the system for memory:
/// the managed heap is tiny, so a collection is cheap, and the memory of a loop without <c>Dispose</c> stays flat.
/// Blocks are kept by size class; large ones, where they can be cut and joined, in a heap.
/// </remarks>
/// <param name="allocate">Takes a block from the device; 0 if it refuses.</param>
/// <param name="free">Gives a block back to the device.</param>
/// <param name="refused">What is thrown when a request cannot be met, for its bytes.</param>
/// <param name="heap">Holds blocks that are not small, on a device where an address within a block is one too; null where blocks can't be cut.</param>
internal sealed unsafe class NativePool(Func<long, nint> allocate, Action<nint> free, Func<long, Exception> refused, SegmentHeap? heap = null)
{
    /// <summary>Alignment of blocks of host memory, in bytes: a cache line.</summary>
    public const int Alignment = 64;

    /// <summary>Growth over the live bytes of the last collection that is allowed before the first one.</summary>
    private const long SlackBytes = 48L << 20;

    /// <summary>Blocks of at most this many bytes, of slabs for instance, are taken from the device several at once.</summary>
    private const int SmallBytes = 64 << 10, SmallAtOnce = 8;

    /// <summary>Collections over which a block must stay unused to be given back; one of everything counts as several of the young.</summary>
    private const int Rounds = 64, YoungPerWhole = 4;

    private const int YoungOnly = 1, Everything = 2; // generations of the garbage collector

    /// <summary>A range of up to so many times a request is cut for it without asking for a collection first.</summary>
    private const int Tight = 8;

    private const int MostPatience = 4;

    /// <summary>The pool of host memory.</summary>
    public static NativePool Host { get; } = new(TakeHostMemory, GiveHostMemoryBack,
        bytes => new InsufficientMemoryException($"Host memory: {bytes:N0} bytes refused; {Host!.RentedBytes:N0} are in use."),
        new SegmentHeap(TakeHostMemory, GiveHostMemoryBack, PageAdvice.TryVacate));

    private readonly Lock _lock = new();
    private readonly Stack<nint>?[] _free = new Stack<nint>?[SizeClass.Count];
    private readonly int[] _unused = new int[SizeClass.Count]; // of each class, the blocks that stayed free in these rounds
    private long _rented, _cached, _handedOut, _handedOutBefore, _liveAfterCollection, _systemAllocations, _peak;
    private int _age, _sinceGrowth, _patience = 1;
    private bool _hasCollected, _closed;

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
        long size = SizeFor(bytes);
        // a small block cut out of a large range costs some large tensor its place: what is dead may have left a better one
        if (TryTake(size, Tight * size, out nint block)) return block;
        if (CollectionIsDue(YoungOnly))
        {
            // most tensors die young
            Collect(YoungOnly);
            if (TryTake(size, Tight * size, out block)) return block;
        }
        if (TryTake(size, long.MaxValue, out block)) return block;
        if (CollectionIsDue(Everything))
        {
            Collect(Everything);
            if (TryTake(size, long.MaxValue, out block)) return block;
        }
        return Allocate(size);
    }

    /// <summary>Takes back a block that <see cref="Rent"/> gave for the same number of bytes.</summary>
    public void Return(nint block, long bytes)
    {
        long size = SizeFor(bytes);
        lock (_lock)
        {
            _rented -= size;
            if (HeapFor(size) is { } large)
            {
                large.Return(block);
                _cached += size;
            }
            else if (_closed)
            {
                free(block);
                return;
            }
            else
            {
                Keep(SizeClass.Of(size), block);
            }
            _liveAfterCollection = Math.Min(_liveAfterCollection, _rented);
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
            heap?.GiveBack(long.MaxValue);
            _cached = heap?.FreeBytes ?? 0;
        }
    }

    /// <summary>Gives cached blocks back, and from now on what is returned too.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
        Trim();
    }

    private static void GiveHostMemoryBack(nint block) => NativeMemory.AlignedFree((void*)block);

    private SegmentHeap? HeapFor(long bytes) => bytes > SmallBytes ? heap : null;

    private long SizeFor(long bytes) => HeapFor(bytes) is not null ? SegmentHeap.SizeFor(bytes) : SizeClass.Size(SizeClass.Of(bytes));

    private bool TryTake(long size, long largest, out nint block)
    {
        lock (_lock)
        {
            if (HeapFor(size) is { } large)
            {
                if (!large.TryTake(size, largest, out block)) return false;
            }
            else
            {
                block = 0;
                int index = SizeClass.Of(size);
                if (_free[index] is not { } blocks || !blocks.TryPop(out block)) return false;
                _unused[index] = Math.Min(_unused[index], blocks.Count);
            }
            _rented += size;
            _handedOut += size;
            _cached -= size;
            return true;
        }
    }

    private bool CollectionIsDue(int generation)
    {
        lock (_lock)
        {
            // the first collection waits until there is memory for some steps; later ones come sooner than memory from the device, and
            // sooner still where that has sufficed over some collections
            long growth = (_liveAfterCollection / 2) + SlackBytes;
            return !_hasCollected ? _rented - _liveAfterCollection > growth
                : generation == YoungOnly ? _handedOut > growth / 8 * _patience : _handedOut + _handedOutBefore > (growth / 8) >> Math.Min(_sinceGrowth, 2);
        }
    }

    private void Collect(int generation)
    {
        long before = RentedBytes;
        GC.Collect(generation);
        GC.WaitForPendingFinalizers();
        lock (_lock)
        {
            // a backward pass gives most back itself: collections of the young that find little come less often
            _patience = generation == Everything || before - _rented > _handedOut / 8 ? 1 : Math.Min(2 * _patience, MostPatience);
            _handedOutBefore += _handedOut;
            _handedOut = 0;
            _hasCollected = true;
            if (generation == Everything) (_handedOutBefore, _liveAfterCollection, _sinceGrowth) = (0, _rented, _sinceGrowth + 1);
            if ((_age += generation == Everything ? YoungPerWhole : 1) < Rounds) return;
            _age = 0;
            // much that nobody asked for all the time is of a phase of the program that is over; a little, of steps that differ
            long inHeap = heap?.LeastFreeBytes ?? 0;
            bool isMuch = inHeap + Enumerable.Range(0, _unused.Length).Sum(i => _unused[i] * SizeClass.Size(i)) > SlackBytes;
            for (int i = 0; i < _free.Length; i++)
            {
                if (_free[i] is not { } blocks) continue;
                for (int n = 0; isMuch && n < _unused[i]; n++)
                {
                    free(blocks.Pop());
                    _cached -= SizeClass.Size(i);
                }
                _unused[i] = blocks.Count;
            }
            if (heap is null) return;
            long held = heap.FreeBytes;
            if (isMuch) heap.GiveBack(inHeap);
            else heap.ForgetLeast();
            _cached -= held - heap.FreeBytes;
        }
    }

    private nint Allocate(long size)
    {
        nint block = TakeNew(size);
        if (block == 0)
        {
            Collect(Everything);
            Trim();
            block = TakeNew(size);
            if (block == 0) throw refused(size);
        }
        lock (_lock)
        {
            _rented += size;
            _handedOut += size;
            _systemAllocations++;
            _sinceGrowth = 0;
            // small blocks are asked for so rarely that a class of them would go on growing for hundreds of steps
            for (int n = 1; size <= SmallBytes && n < SmallAtOnce && allocate(size) is not 0 and var spare; n++) Keep(SizeClass.Of(size), spare);
            _peak = Math.Max(_peak, _rented + _cached);
        }
        return block;
    }

    private nint TakeNew(long size)
    {
        if (HeapFor(size) is not { } large) return allocate(size);
        lock (_lock)
        {
            long before = large.FreeBytes;
            nint block = large.Grow(size);
            _cached -= before - large.FreeBytes; // a part of the block may have been free
            return block;
        }
    }

    private void Keep(int index, nint block)
    {
        _cached += SizeClass.Size(index);
        (_free[index] ??= new()).Push(block);
    }

    private static nint TakeHostMemory(long bytes)
    {
        bool isLarge = bytes >= PageAdvice.HugePage;
        try
        {
            nint block = (nint)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)(isLarge ? PageAdvice.HugePage : Alignment));
            if (isLarge) PageAdvice.AskForHugePages(block, bytes);
            return block;
        }
        catch (OutOfMemoryException)
        {
            return 0;
        }
    }
}
