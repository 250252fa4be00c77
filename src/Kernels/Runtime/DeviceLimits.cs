namespace Neuron.Kernels.Runtime;

/// <summary>What a device has and allows.</summary>
public sealed record DeviceLimits
{
    /// <summary>Bytes of device memory.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Most bytes in one buffer.</summary>
    public required long MaxBufferBytes { get; init; }

    /// <summary>Bytes of memory that a group shares.</summary>
    public required int SharedBytesPerGroup { get; init; }

    /// <summary>Bytes of it that a kernel's own arrays may take. CUDA allows 48 KiB, and gives more only to what a launch brings.</summary>
    public int StaticSharedBytes { get => field > 0 ? field : SharedBytesPerGroup; init; }

    /// <summary>Most work-items in a group.</summary>
    public required int MaxGroupSize { get; init; }

    /// <summary>Most work-items in a group, by dimension.</summary>
    public required Language.Index3D MaxGroupDimension { get; init; }

    /// <summary>Most groups in a launch, by dimension.</summary>
    public required Language.Index3D MaxGridDimension { get; init; }

    /// <summary>Processors that each run groups.</summary>
    public required int Multiprocessors { get; init; }

    /// <summary>Whether double precision is supported.</summary>
    public required bool Float64 { get; init; }

    /// <summary>Whether 64-bit atomics are supported.</summary>
    public required bool Int64Atomics { get; init; }

    /// <summary>Whether the device is a CPU, for which barrier-free kernel variants are quicker.</summary>
    public required bool IsCpu { get; init; }

    /// <summary>Whether warps multiply tiles of matrices in one instruction (<see cref="Language.TensorCore"/>).</summary>
    public bool TensorCores { get; init; }

    /// <summary>Whether copies into shared memory run beside other work (<see cref="Language.AsyncCopy"/>).</summary>
    public bool AsyncCopies { get; init; }
}
