using Neuron.Kernels.Memory;

namespace Neuron;

/// <summary>The memory that a tensor and its views share.</summary>
internal sealed class Storage(long bytes, Device device) : IDisposable
{
    private readonly NativeBlock _block = new(bytes);

    public long Bytes => bytes;

    public Device Device => device;

    /// <summary>Counts the writes after the first; a gradient rule that kept a tensor compares it.</summary>
    public int Version { get; set; }

    public bool IsDisposed => _block.IsDisposed;

    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public nint Address => _block.Address;

    public void Dispose() => _block.Dispose();
}
