namespace Neuron.Kernels.Runtime;

/// <summary>
/// Buffers by number. Views carry a number instead of a reference, so they stay unmanaged and can travel inside the structs
/// that kernels take; a view whose buffer is gone is found here, not at an address.
/// </summary>
/// <remarks>A place in the table is used again, the oldest first, under another number: a stale view must not reach the next buffer.</remarks>
internal static class BufferTable
{
    /// <summary>A number's lower bits say the place, those above them how often it was used before, as far as they count.</summary>
    private const int PlaceBits = 20, MostPlaces = 1 << PlaceBits, MostUses = 1 << (31 - PlaceBits);

    private static readonly Lock Gate = new();
    private static readonly Queue<int> Free = new(); // numbers for the next buffers
    private static Entry[] _entries = new Entry[256];
    private static int _count = 1; // 0 stands for memory without a buffer

    /// <summary>One buffer: its number, whose it is, the device's handle and the bytes it holds.</summary>
    public readonly record struct Entry(int Number, Accelerator? Owner, nint Handle, long Bytes);

    public static int Add(Accelerator owner, nint handle, long bytes)
    {
        lock (Gate)
        {
            if (!Free.TryDequeue(out int number))
            {
                if (_count == MostPlaces) throw new InvalidOperationException($"More than {MostPlaces - 1} buffers on devices at once.");
                number = _count++;
                if (number == _entries.Length) Array.Resize(ref _entries, 2 * number);
            }
            _entries[number % MostPlaces] = new Entry(number, owner, handle, bytes);
            return number;
        }
    }

    public static void Remove(int number)
    {
        lock (Gate)
        {
            int place = number % MostPlaces, uses = number / MostPlaces;
            _entries[place] = default;
            Free.Enqueue(((uses + 1) % MostUses * MostPlaces) + place);
        }
    }

    /// <exception cref="ObjectDisposedException">The buffer was given back.</exception>
    public static Entry Find(int number)
    {
        var entries = _entries;
        int place = number % MostPlaces;
        Entry entry = number > 0 && place < entries.Length ? entries[place] : default;
        return entry.Owner is null || entry.Number != number
            ? throw new ObjectDisposedException("ArrayView", "The memory behind this view was given back, or never was a device's.")
            : entry;
    }
}
