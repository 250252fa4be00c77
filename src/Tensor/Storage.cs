using Neuron.Kernels.Memory;

namespace Neuron;

/// <summary>The memory that a tensor and its views share.</summary>
internal sealed class Storage : IDisposable
{
    private static long s_sequence;

    private NativeBlock? _owner; // null when disposed
    private nint _address;
    private bool _isWholeBlock;

    public Storage(long bytes, Device device)
    {
        Bytes = bytes;
        Device = device;
        if (bytes <= Slab.LargestPiece)
        {
            _address = Slab.Cut((int)bytes, out var block);
            _owner = block;
        }
        else
        {
            _owner = new NativeBlock(bytes);
            (_address, _isWholeBlock) = (_owner.Address, true);
        }
    }

    /// <summary>Number of the latest storage.</summary>
    public static long Latest => Interlocked.Read(ref s_sequence);

    /// <summary>Grows with time: tells whether the memory was taken before or after some moment.</summary>
    public long Sequence { get; } = Interlocked.Increment(ref s_sequence);

    public long Bytes { get; }

    public Device Device { get; }

    /// <summary>Counts the writes after the first; a gradient rule that kept a tensor compares it.</summary>
    public int Version { get; set; }

    /// <summary>How many places of running backward passes use the memory as a gradient.</summary>
    public int Holds { get; set; }

    public bool IsDisposed => _owner is null;

    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public nint Address => _owner is not null ? _address : throw new ObjectDisposedException(nameof(Storage));

    /// <summary>Gives the memory back and uses a part of another storage's from now on. The content is lost.</summary>
    public void MoveInto(Storage other, long offset)
    {
        Dispose();
        (_owner, _address, _isWholeBlock) = (other._owner, other.Address + (nint)offset, false);
    }

    /// <summary>Gives a block of its own back to the pool; a part of a larger one goes with the whole.</summary>
    public void Dispose()
    {
        if (_isWholeBlock) _owner?.Dispose();
        _owner = null;
    }
}
