using Neuron.Kernels.Memory;

namespace Neuron;

/// <summary>The memory that a tensor and its views share.</summary>
internal sealed class Storage(long bytes, Device device) : IDisposable
{
    private static long s_sequence;

    private readonly NativeBlock _block = new(bytes);

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
    public nint Address => _block.Address;

    public void Dispose() => _block.Dispose();
}
