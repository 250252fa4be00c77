using Neuron.Kernels.Language;
using Neuron.Kernels.Memory;
using Neuron.Kernels.Runtime;

namespace Neuron;

/// <summary>The memory that a tensor and its views share: host memory on the CPU, an accelerator's elsewhere.</summary>
internal sealed class Storage : IDisposable
{
    private static long s_sequence;

    private NativeBlock? _owner; // of host memory; null when disposed
    private MemoryBuffer1D<byte>? _buffer; // of an accelerator's memory; null when disposed
    private nint _address; // in host memory; in an accelerator's, the first byte within the buffer
    private bool _isWholeBlock;

    public Storage(long bytes, Device device)
    {
        Bytes = bytes;
        Device = device;
        if (device != Device.Cpu)
        {
            (_buffer, _isWholeBlock) = (Accelerators.For(device).Allocate1D<byte>(bytes), true);
        }
        else if (bytes <= Slab.LargestPiece)
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

    public bool IsDisposed => _owner is null && _buffer is null;

    /// <summary>Address of the first byte in host memory.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="NotSupportedException">The memory is an accelerator's.</exception>
    public nint Address => _owner is not null ? _address
        : _buffer is not null ? throw new NotSupportedException($"The memory lies on {Device}, where the host can't reach it; move the tensor with To(Device.Cpu) first.")
        : throw new ObjectDisposedException(nameof(Storage));

    /// <summary>The memory of an accelerator, as its kernels see it. It must be kept alive while the view is used.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="NotSupportedException">The memory is the host's.</exception>
    public ArrayView<byte> View => _buffer is not null ? _buffer.View.SubView(_address, Bytes)
        : _owner is not null ? throw new NotSupportedException("The memory lies on the cpu, where kernels can't reach it.")
        : throw new ObjectDisposedException(nameof(Storage));

    /// <summary>Gives the memory back and uses a part of another storage's from now on. The content is lost.</summary>
    public void MoveInto(Storage other, long offset)
    {
        Dispose();
        (_owner, _buffer, _address, _isWholeBlock) = (other._owner, other._buffer, other._address + (nint)offset, false);
    }

    /// <summary>Gives a block of its own back to the pool; a part of a larger one goes with the whole.</summary>
    public void Dispose()
    {
        if (_isWholeBlock)
        {
            _owner?.Dispose();
            _buffer?.Dispose();
        }
        (_owner, _buffer) = (null, null);
    }
}
