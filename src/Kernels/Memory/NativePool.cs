using System.Runtime.InteropServices;

namespace Neuron.Kernels.Memory;

/// <summary>
/// Memory of one device. Freed blocks are kept for the next requests, so a training loop that repeats itself takes no memory from
/// the system after its first steps.
/// </summary>
/// <remarks>
/// Blocks come back through <see cref="Return"/>, which finalizers call. A pool that has handed out much more than
/// was live after the last collection asks the garbage collector for one before it hands out more:
/// the managed heap is tiny, so a collection is cheap, and the memory of a loop without <c>Dispose</c> stays flat.
/// Large blocks of host memory are cut from ranges, others, and those of devices that can't cut theirs, are of size classes.
/// </remarks>
/// <param name="allocate">Takes a block from the device; 0 if it refuses.</param>
/// <param name="free">Gives a block back to the device.</param>
/// <param name="refused">What is thrown when a request cannot be met, for its bytes.</param>
/// <param name="forget">Gives pages back, see <see cref="RangeHeap"/>; null for a device of whose blocks no parts can be used.</param>
/// <param name="slack">Growth over the live bytes of the last collection that is allowed before the next one.</param>
internal sealed unsafe class NativePool(
    Func<long, nint> allocate, Action<nint> free, Func<long, Exception> refused, Func<nint, long, bool>? forget = null, long slack = NativePool.LeastSlack)
{
    /// <summary>Alignment of blocks of host memory, in bytes: a cache line.</summary>
    public const int Alignment = 64;

    /// <summary>Slack that costs nobody anything.</summary>
    private const long LeastSlack = 48L << 20;

    /// <summary>Part of a device's memory that garbage may take: a collection costs as long as a kernel over 200 MB, so a large device waits for more of it.</summary>
    private const int SlackShare = 32;

    /// <summary>Collections over which memory must stay unused to be given back.</summary>
    private const int Rounds = 16;

    [ThreadStatic]
    private static bool t_lasts;

    private readonly Lock _lock = new();
    private readonly SizeClasses _classes = new(allocate, free);
    private readonly RangeHeap? _passing = forget is null ? null : new(allocate, free, forget), _lasting = forget is null ? null : new(allocate, free, forget);
    private long _rented, _handedOut, _liveAfterCollection, _systemAllocations, _peak, _mostRented;
    private int _round;
    private bool _closed;

    /// <summary>The pool of host memory.</summary>
    public static NativePool Host { get; } = new(TakeHostMemory, block => NativeMemory.AlignedFree((void*)block),
        bytes => new InsufficientMemoryException($"Host memory: {bytes:N0} bytes refused; {Host!.RentedBytes:N0} are in use."), OperatingSystem.IsLinux() ? Pages.TryForget : null);

    /// <summary>Bytes handed out and not yet returned.</summary>
    public long RentedBytes => Interlocked.Read(ref _rented);

    /// <summary>Bytes kept for reuse.</summary>
    public long CachedBytes
    {
        get
        {
            lock (_lock) return Cached;
        }
    }

    /// <summary>The most bytes that were ever handed out and kept together.</summary>
    public long PeakBytes => Interlocked.Read(ref _peak);

    /// <summary>How often memory was taken that was not in use before: of the device, or of what lies reserved there.</summary>
    public long SystemAllocations => Interlocked.Read(ref _systemAllocations);

    /// <summary>The slack of a device with that much memory of its own.</summary>
    public static long SlackOf(long memoryBytes) => Math.Max(LeastSlack, memoryBytes / SlackShare);

    private long Growth => (_liveAfterCollection / 2) + slack;

    private long Cached => _classes.Cached + (_passing?.Cached ?? 0) + (_lasting?.Cached ?? 0);

    /// <summary>A block of at least <paramref name="bytes"/> bytes, its content undefined.</summary>
    /// <exception cref="InsufficientMemoryException">Host memory is refused, even after garbage was collected and the cache emptied; other devices have exceptions of their own.</exception>
    public nint Rent(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        IBlockStore store = bytes < RangeHeap.LeastBlock || _passing is null ? _classes : t_lasts ? _lasting! : _passing;
        long size = store.SizeOf(bytes);
        if (TryTake(store, size, out nint block)) return block;
        if (CollectionIsDue())
        {
            Collect();
            if (TryTake(store, size, out block)) return block;
        }
        return Allocate(store, size);
    }

    /// <summary>Takes back a block that <see cref="Rent"/> gave for the same number of bytes.</summary>
    public void Return(nint block, long bytes)
    {
        lock (_lock)
        {
            IBlockStore store = bytes < RangeHeap.LeastBlock || _passing is null ? _classes : _lasting!.Holds(block) ? _lasting : _passing;
            long size = store.SizeOf(bytes);
            _rented -= size;
            _liveAfterCollection = Math.Min(_liveAfterCollection, _rented);
            store.Return(block, size);
            if (_closed) store.Trim();
        }
    }

    /// <summary>
    /// Until the result is disposed, what this thread rents is known to last, as an optimiser's moments do: large blocks lie apart from
    /// the memory that each step uses anew, which they would part otherwise.
    /// </summary>
    public static IDisposable Lasting()
    {
        var before = new Restore(t_lasts);
        t_lasts = true;
        return before;
    }

    /// <summary>Gives every cached block back to the device.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            _classes.Trim();
            _passing?.Trim();
            _lasting?.Trim();
        }
    }

    /// <summary>Gives cached blocks back, and from now on what is returned too.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
        Trim();
    }

    private bool TryTake(IBlockStore store, long size, out nint block)
    {
        lock (_lock)
        {
            block = 0;
            // garbage alone would fill what is free, and the pool not see that it is not needed; what is disposed comes back and is none
            if (_round > 0 && _handedOut > Growth && _rented - _liveAfterCollection > Growth / 8) return false;
            if (!store.TryTake(size, out block)) return false;
            CountHandedOut(size);
            return true;
        }
    }

    private void CountHandedOut(long size)
    {
        _rented += size;
        _handedOut += size;
        _mostRented = Math.Max(_mostRented, _rented);
    }

    private bool CollectionIsDue()
    {
        lock (_lock)
        {
            // the first collection waits until there is memory for some steps; later ones come sooner than memory from the device
            return _round == 0 ? _rented - _liveAfterCollection > Growth : _handedOut > Growth / 8;
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
            // much that nobody asked for all the time is of a phase of the program that is over; a little, of steps that differ,
            // or lies between blocks where nothing fits
            bool isMuch = _classes.Unused + (_passing?.Unused ?? 0) + (_lasting?.Unused ?? 0) > LeastSlack + (_mostRented / 4);
            _classes.EndRounds(isMuch);
            _passing?.EndRounds(isMuch);
            _lasting?.EndRounds(isMuch);
            _mostRented = _rented;
        }
    }

    private nint Allocate(IBlockStore store, long size)
    {
        nint block = TakeNew(store, size);
        if (block != 0) return block;
        Collect();
        Trim();
        block = TakeNew(store, size);
        return block != 0 ? block : throw refused(size);
    }

    private nint TakeNew(IBlockStore store, long size)
    {
        lock (_lock)
        {
            nint block = store.Take(size);
            if (block == 0) return 0;
            CountHandedOut(size);
            _systemAllocations++;
            _peak = Math.Max(_peak, _rented + Cached);
            return block;
        }
    }

    private static nint TakeHostMemory(long bytes)
    {
        bool isLarge = bytes >= Pages.Large;
        long alignment = isLarge ? Pages.Large : bytes >= RangeHeap.LeastBlock ? RangeHeap.Grain : Alignment;
        try
        {
            nint block = (nint)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)alignment);
            if (isLarge) Pages.AskForLarge(block, bytes);
            return block;
        }
        catch (OutOfMemoryException)
        {
            return 0;
        }
    }

    private sealed class Restore(bool before) : IDisposable
    {
        public void Dispose() => t_lasts = before;
    }
}
