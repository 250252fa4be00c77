using System.Runtime.InteropServices;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Blueprint;

/// <summary>
/// A device on paper: it has limits and memory, notes every kernel that is launched on it, and runs none. What a kernel would have
/// written stays zero. With it the kernels that a computation needs on some device are known without the device.
/// </summary>
internal sealed unsafe class BlueprintAccelerator : NativeAccelerator
{
    private readonly List<KernelRecord> _records = [];
    private readonly HashSet<KernelRecord> _launched = [];

    /// <param name="limits">What the device is to have; launch code chooses kernels by it.</param>
    public BlueprintAccelerator(DeviceLimits limits)
        : base(AcceleratorType.Blueprint, limits.IsCpu ? "a CPU" : limits.TensorCores ? "a GPU with tensor cores" : "a GPU", limits) => DefaultStream = new BlueprintStream(this);

    /// <summary>What was launched so far, one record for each kernel, group size and set of compiled-in values.</summary>
    public IReadOnlyList<KernelRecord> Records
    {
        get
        {
            lock (_records) return [.. _records];
        }
    }

    public override AcceleratorStream DefaultStream { get; }

    /// <summary>A GPU of the kind that kernels are written for; the numbers are an NVIDIA A100's.</summary>
    public static DeviceLimits Gpu(bool tensorCores) => new()
    {
        MemoryBytes = 40L << 30,
        MaxBufferBytes = 40L << 30,
        SharedBytesPerGroup = 163 << 10,
        StaticSharedBytes = 48 << 10,
        MaxGroupSize = WorkItem.MaxGroupSize,
        MaxGroupDimension = new(1024, 1024, 64),
        MaxGridDimension = new(int.MaxValue, 65535, 65535),
        Multiprocessors = 108,
        Float64 = true,
        Int64Atomics = true,
        IsCpu = false,
        TensorCores = tensorCores,
        AsyncCopies = tensorCores,
    };

    /// <summary>A CPU as OpenCL shows it.</summary>
    public static DeviceLimits Cpu { get; } = Gpu(false) with { IsCpu = true, MaxGroupDimension = new(4096, 4096, 4096), Multiprocessors = 2 };

    public override AcceleratorStream CreateStream() => new BlueprintStream(this);

    internal override nint AllocateMemory(long bytes, out nint address)
    {
        base.AllocateMemory(bytes, out address);
        NativeMemory.Clear((void*)address, (nuint)bytes);
        return address;
    }

    internal override KernelVariant Compile(Kernel kernel, ReadOnlySpan<byte> arguments) => new BlueprintVariant(this, kernel, arguments.ToArray());

    /// <summary>The kernels launched since this was last asked.</summary>
    public KernelRecord[] TakeLaunched()
    {
        lock (_records)
        {
            KernelRecord[] launched = [.. _launched];
            _launched.Clear();
            return launched;
        }
    }

    /// <summary>Notes a launch.</summary>
    internal void Add(KernelRecord record, bool isFirst)
    {
        lock (_records)
        {
            if (isFirst) _records.Add(record);
            _launched.Add(record);
        }
    }
}
