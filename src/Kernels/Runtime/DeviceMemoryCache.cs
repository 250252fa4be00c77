using System.Numerics;

namespace Neuron.Kernels.Runtime;

/// <summary>Freed device memory in size classes, kept for the next request of its class.</summary>
internal sealed class DeviceMemoryCache(Func<long, nint> allocate, Action<nint> free, Func<long, Exception> refused)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Stack<nint>> _free = [];
    private bool _closed;

    /// <summary>Bytes handed out.</summary>
    public long RentedBytes { get; private set; }

    /// <summary>Bytes kept for reuse.</summary>
    public long CachedBytes { get; private set; }

    /// <summary>A block; when the device refuses, collected garbage and the cache are given back to it first.</summary>
    public nint Rent(long bytes)
    {
        long size = SizeClass(bytes);
        lock (_lock)
        {
            if (_free.TryGetValue(size, out var blocks) && blocks.TryPop(out nint cached))
            {
                CachedBytes -= size;
                RentedBytes += size;
                return cached;
            }
        }
        nint block = allocate(size);
        if (block == 0)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
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

    /// <summary>Four classes an octave, at least 256 bytes.</summary>
    private static long SizeClass(long bytes)
    {
        if (bytes <= 256) return 256;
        long step = 1L << (BitOperations.Log2((ulong)(bytes - 1)) - 2);
        return (bytes + step - 1) / step * step;
    }
}
