namespace Neuron.Kernels.Runtime;

/// <summary>
/// Buffers by number. Views carry a number instead of a reference, so they stay unmanaged and can travel inside the structs
/// that kernels take; a view whose buffer is gone is found here, not at an address.
/// </summary>
internal static class BufferTable
{
    private static readonly Lock Gate = new();
    private static readonly Stack<int> Free = new();
    private static Entry[] _entries = new Entry[256];
    private static int _count = 1; // 0 stands for memory without a buffer

    /// <summary>One buffer: whose it is, the device's handle and the bytes it holds.</summary>
    public readonly record struct Entry(Accelerator? Owner, nint Handle, long Bytes);

    public static int Add(Accelerator owner, nint handle, long bytes)
    {
        lock (Gate)
        {
            if (!Free.TryPop(out int number))
            {
                number = _count++;
                if (number == _entries.Length) Array.Resize(ref _entries, 2 * number);
            }
            _entries[number] = new Entry(owner, handle, bytes);
            return number;
        }
    }

    public static void Remove(int number)
    {
        lock (Gate)
        {
            _entries[number] = default;
            Free.Push(number);
        }
    }

    /// <exception cref="ObjectDisposedException">The buffer was given back.</exception>
    public static Entry Find(int number)
    {
        Entry entry = (uint)number < (uint)_entries.Length ? _entries[number] : default;
        return entry.Owner is null
            ? throw new ObjectDisposedException("ArrayView", "The memory behind this view was given back, or never was a device's.")
            : entry;
    }
}
