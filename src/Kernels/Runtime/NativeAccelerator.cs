using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neuron.Kernels.Language;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Runtime;

/// <summary>An accelerator whose memory is the host's, and whose calls are done when they return.</summary>
public abstract unsafe class NativeAccelerator : Accelerator
{
    private protected NativeAccelerator(AcceleratorType type, string name, DeviceLimits limits)
        : base(type, name, limits)
    {
    }

    /// <inheritdoc/>
    public override (long Rented, long Cached) MemoryUse => (NativePool.Host.RentedBytes, NativePool.Host.CachedBytes);

    /// <inheritdoc/>
    public override void Synchronize()
    {
    }

    /// <inheritdoc/>
    public override void TrimMemory() => NativePool.Host.Trim();

    /// <inheritdoc/>
    public override void Clear<T>(ArrayView<T> target, AcceleratorStream stream) =>
        NativeMemory.Clear((void*)target.Address, (nuint)(target.Length * Unsafe.SizeOf<T>()));

    internal override nint AllocateMemory(long bytes, out nint address) => address = NativePool.Host.Rent(bytes);

    internal override void FreeMemory(nint handle, long bytes) => NativePool.Host.Return(handle, bytes);

    private protected override void CopyIn<T>(ArrayView<T> target, ReadOnlySpan<T> source, AcceleratorStream stream) =>
        source.CopyTo(new Span<T>((void*)target.Address, source.Length));

    private protected override void CopyOut<T>(Span<T> target, ArrayView<T> source, AcceleratorStream stream) =>
        new ReadOnlySpan<T>((void*)source.Address, target.Length).CopyTo(target);

    private protected override void CopyWithin<T>(ArrayView<T> source, ArrayView<T> target, AcceleratorStream stream) =>
        Buffer.MemoryCopy((void*)source.Address, (void*)target.Address, target.Length * sizeof(T), source.Length * sizeof(T));

    private protected override void Close()
    {
    }
}
