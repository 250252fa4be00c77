using Neuron.Kernels.Memory;

namespace Neuron;

/// <summary>The memory that a tensor and its views share.</summary>
internal sealed class Storage(long bytes, Device device) : IDisposable
{
    private static long s_sequence;

    private NativeBlock _block = new(bytes);
    private nint _start;
    private bool _isPart;

    /// <summary>Number of the latest storage.</summary>
    public static long Latest => Interlocked.Read(ref s_sequence);

    /// <summary>Grows with time: tells whether the memory was taken before or after some moment.</summary>
    public long Sequence { get; } = Interlocked.Increment(ref s_sequence);

    public long Bytes => bytes;

    public Device Device => device;

    /// <summary>Counts the writes after the first; a gradient rule that kept a tensor compares it.</summary>
    public int Version { get; set; }

    public bool IsDisposed => _block.IsDisposed;

    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public nint Address => _block.Address + _start;

    /// <summary>Gives the memory back and uses a part of another storage's from now on. The content is lost.</summary>
    public void MoveInto(Storage other, long offset)
    {
        var before = _block;
        (_block, _start, _isPart) = (other._block, (nint)offset, true);
        before.Dispose();
    }

    public void Dispose()
    {
        if (!_isPart) _block.Dispose(); // the whole block goes when none of its parts is referenced
    }
}
