using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime;

/// <summary>Elements in the memory of an accelerator.</summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed unsafe class MemoryBuffer1D<T> : IDisposable where T : unmanaged
{
    private readonly Accelerator _accelerator;
    private readonly nint _handle, _address;
    private int _number;

    internal MemoryBuffer1D(Accelerator accelerator, long length)
    {
        _accelerator = accelerator;
        Length = length;
        _handle = accelerator.AllocateMemory(length * sizeof(T), out _address);
        _number = BufferTable.Add(accelerator, _handle, length * sizeof(T));
    }

    /// <summary>Gives the memory back if nobody did.</summary>
    ~MemoryBuffer1D() => Release();

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>All elements.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was given back.</exception>
    public ArrayView<T> View => new(_address, Length, _number != 0 ? _number : throw new ObjectDisposedException(nameof(MemoryBuffer1D<>)));

    /// <summary>Copies from host memory, in order with the default stream; returns when the source may change.</summary>
    /// <exception cref="ArgumentException">The source holds more than the buffer.</exception>
    public void CopyFromCPU(ReadOnlySpan<T> source)
    {
        if (source.Length > Length)
            throw new ArgumentException($"CopyFromCPU: {source.Length} elements do not fit in a buffer of {Length}.", nameof(source));
        _accelerator.CopyFromHost(View.SubView(0, source.Length), source, _accelerator.DefaultStream);
    }

    /// <summary>Waits for the default stream and copies to host memory.</summary>
    /// <exception cref="ArgumentException">The target holds more than the buffer.</exception>
    public void CopyToCPU(Span<T> target)
    {
        if (target.Length > Length)
            throw new ArgumentException($"CopyToCPU: {target.Length} elements are asked of a buffer of {Length}.", nameof(target));
        _accelerator.CopyToHost(target, View.SubView(0, target.Length), _accelerator.DefaultStream);
    }

    /// <summary>All elements as an array, after the default stream's work.</summary>
    public T[] GetAsArray1D()
    {
        var result = new T[Length];
        CopyToCPU(result);
        return result;
    }

    /// <summary>Sets every byte to zero, in order with the default stream.</summary>
    public void MemSetToZero() => _accelerator.Clear(View, _accelerator.DefaultStream);

    /// <summary>Gives the memory back to the accelerator, which reuses it in stream order.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        int number = Interlocked.Exchange(ref _number, 0);
        if (number == 0) return;
        BufferTable.Remove(number);
        _accelerator.FreeMemory(_handle, Length * sizeof(T));
    }
}
