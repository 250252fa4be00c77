using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neuron.Kernels.Language;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Runtime.Host;

/// <summary>Runs kernels as plain .NET: breakpoints work, accesses are bounds-checked, races and divergent barriers are reported.</summary>
public sealed unsafe class HostAccelerator : Accelerator
{
    /// <summary>A host accelerator with these options.</summary>
    public HostAccelerator(HostOptions? options = null)
        : base(AcceleratorType.Host, "host (.NET)", new DeviceLimits
        {
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            MaxBufferBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            SharedBytesPerGroup = 48 << 10,
            MaxGroupSize = 1024,
            MaxGroupDimension = new Index3D(1024, 1024, 64),
            MaxGridDimension = new Index3D(int.MaxValue, 65535, 65535),
            Multiprocessors = 1,
            Float64 = true,
            Int64Atomics = true,
            IsCpu = options?.IsCpu ?? true,
            TensorCores = options?.TensorCores ?? false,
        })
    {
        Options = options ?? new HostOptions();
        DefaultStream = new HostStream(this);
    }

    /// <summary>Seed and checks.</summary>
    public HostOptions Options { get; }

    /// <inheritdoc/>
    public override AcceleratorStream DefaultStream { get; }

    /// <inheritdoc/>
    public override (long Rented, long Cached) MemoryUse => (NativePool.Host.RentedBytes, NativePool.Host.CachedBytes);

    /// <inheritdoc/>
    public override AcceleratorStream CreateStream() => new HostStream(this);

    /// <inheritdoc/>
    public override void Synchronize()
    {
    }

    /// <inheritdoc/>
    public override void TrimMemory() => NativePool.Host.Trim();

    /// <inheritdoc/>
    public override void CopyFromHost<T>(ArrayView<T> target, ReadOnlySpan<T> source, AcceleratorStream stream) =>
        source.CopyTo(new Span<T>((void*)target.Address, checked((int)target.Length)));

    /// <inheritdoc/>
    public override void CopyToHost<T>(Span<T> target, ArrayView<T> source, AcceleratorStream stream) =>
        new ReadOnlySpan<T>((void*)source.Address, checked((int)source.Length)).CopyTo(target);

    /// <inheritdoc/>
    public override void Clear<T>(ArrayView<T> target, AcceleratorStream stream) =>
        NativeMemory.Clear((void*)target.Address, (nuint)(target.Length * Unsafe.SizeOf<T>()));

    internal override nint AllocateMemory(long bytes, out nint address) => address = NativePool.Host.Rent(bytes);

    internal override void FreeMemory(nint handle, long bytes) => NativePool.Host.Return(handle, bytes);

    internal override KernelVariant Compile(Kernel kernel, ReadOnlySpan<byte> arguments) => new HostVariant(this, kernel);

    private protected override void CopyWithin<T>(ArrayView<T> source, ArrayView<T> target, AcceleratorStream stream) =>
        Buffer.MemoryCopy((void*)source.Address, (void*)target.Address, target.Length * sizeof(T), source.Length * sizeof(T));

    private protected override void Close()
    {
    }
}
