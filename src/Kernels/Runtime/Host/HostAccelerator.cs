using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Host;

/// <summary>Runs kernels as plain .NET: breakpoints work, accesses are bounds-checked, races and divergent barriers are reported.</summary>
public sealed class HostAccelerator : NativeAccelerator
{
    /// <summary>A host accelerator with these options.</summary>
    public HostAccelerator(HostOptions? options = null)
        : base(AcceleratorType.Host, "host (.NET)", new DeviceLimits
        {
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            MaxBufferBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            SharedBytesPerGroup = 48 << 10,
            MaxGroupSize = WorkItem.MaxGroupSize,
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
    public override AcceleratorStream CreateStream() => new HostStream(this);

    internal override KernelVariant Compile(Kernel kernel, ReadOnlySpan<byte> arguments) => new HostVariant(this, kernel);
}
