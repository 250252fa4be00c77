namespace Neuron.Kernels.Memory;

/// <summary>A block of pooled host memory. Its finalizer gives it back, <see cref="Dispose"/> does so sooner.</summary>
internal sealed class NativeBlock : IDisposable
{
    private nint _address;

    public NativeBlock(long bytes)
    {
        Bytes = bytes;
        _address = NativePool.Host.Rent(bytes);
    }

    ~NativeBlock() => Release();

    public long Bytes { get; }

    public bool IsDisposed => _address == 0;

    /// <summary>Address of the first byte, a multiple of 64.</summary>
    /// <exception cref="ObjectDisposedException">The block was given back.</exception>
    public nint Address => _address != 0 ? _address : throw new ObjectDisposedException(nameof(NativeBlock));

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0) NativePool.Host.Return(address, Bytes);
    }
}
