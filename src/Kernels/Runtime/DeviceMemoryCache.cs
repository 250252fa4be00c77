using System.Numerics;

namespace Neuron.Kernels.Runtime;

/// <summary>Freed device memory in size classes, kept for the next request of its class.</summary>
/// <remarks>As <see cref="Memory.NativePool"/>, it asks for a garbage collection before it takes much more than was live after the last one.</remarks>
internal sealed class DeviceMemoryCache(Func<long, nint> allocate, Action<nint> free, Func<long, Exception> refused)
{
    /// <summary>Growth over the live bytes of the last collection that is always allowed before the next one.</summary>
    private const long SlackBytes = 48L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Stack<nint>> _free = [];
    private long _liveAfterCollection;
    private bool _closed;

    /// <summary>Bytes handed out.</summary>
    public long RentedBytes { get; private set; }

    /// <summary>Bytes kept for reuse.</summary>
    public long CachedBytes { get; private set; }

    /// <summary>A block; when the device refuses, collected garbage and the cache are given back to it first.</summary>
    public nint Rent(long bytes)
    {
        long size = SizeClass(bytes);
        if (TryTake(size, out nint block)) return block;
        if (CollectionIsDue())
        {
            Collect();
            if (TryTake(size, out block)) return block;
        }
        block = allocate(size);
        if (block == 0)
        {
            Collect();
            Trim();
            block = allocate(size);
        }
        if (block == 0) throw refused(bytes);
        lock (_lock) RentedBytes += size;
        return block;
    }

    public void Return(nint block, long bytes)
    {
        long size = SizeClass(bytes);
        lock (_lock)
        {
            RentedBytes -= size;
            if (_closed)
            {
                free(block);
                return;
            }
            if (!_free.TryGetValue(size, out var blocks)) _free[size] = blocks = new Stack<nint>();
            blocks.Push(block);
            CachedBytes += size;
        }
    }

    /// <summary>Gives all cached memory back to the device.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            foreach (var blocks in _free.Values)
                while (blocks.TryPop(out nint block)) free(block);
            CachedBytes = 0;
        }
    }

    /// <summary>Gives cached memory back, and from now on what is returned too.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
        Trim();
    }

    private bool TryTake(long size, out nint block)
    {
        lock (_lock)
        {
            block = 0;
            if (!_free.TryGetValue(size, out var blocks) || !blocks.TryPop(out block)) return false;
            CachedBytes -= size;
            RentedBytes += size;
            return true;
        }
    }

    private bool CollectionIsDue()
    {
        lock (_lock) return RentedBytes > (3 * _liveAfterCollection / 2) + SlackBytes;
    }

    private void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        lock (_lock)
        {
            _liveAfterCollection = RentedBytes;
            // what a different phase of the program left behind is not worth keeping
            if (CachedBytes > RentedBytes + SlackBytes) Trim();
        }
    }

    /// <summary>Four classes an octave, at least 256 bytes.</summary>
    private static long SizeClass(long bytes)
    {
        if (bytes <= 256) return 256;
        long step = 1L << (BitOperations.Log2((ulong)(bytes - 1)) - 2);
        return (bytes + step - 1) / step * step;
    }
}
