namespace Neuron.Kernels.Language;

/// <summary>
/// The work-item that runs on this thread when a kernel executes as plain .NET. The language's members ask it for what a
/// device's registers and memories would answer; the compiler replaces those members and never sees it.
/// </summary>
internal abstract unsafe class WorkItem
{
    [ThreadStatic]
    private static WorkItem? _current;

    /// <summary>Lanes of a warp on the host.</summary>
    public const int HostWarpSize = 32;

    /// <summary>Most work-items of a group on any device: what works by group has so many places, and one a warp.</summary>
    public const int MaxGroupSize = 1024;

    /// <summary>The running work-item, or null outside a kernel.</summary>
    public static WorkItem? CurrentOrNull
    {
        get => _current;
        set => _current = value;
    }

    /// <exception cref="InvalidOperationException">No kernel runs on this thread.</exception>
    public static WorkItem Current => _current
        ?? throw new InvalidOperationException("Grid, Group, Warp, SharedMemory and LocalMemory exist only while a kernel runs: launch it on an Accelerator.");

    public Index3D GridIndex { get; set; }

    public Index3D GridDimension { get; set; }

    public Index3D GroupIndex { get; set; }

    public Index3D GroupDimension { get; set; }

    public int LinearGroupIndex => GroupIndex.ComputeLinearIndex(GroupDimension);

    /// <summary>Waits for all work-items of the group.</summary>
    public abstract void Barrier();

    /// <summary>Waits for all lanes of the warp.</summary>
    public abstract void WarpBarrier();

    /// <summary>Hands <paramref name="mine"/> to the warp and receives the value of <paramref name="sourceLane"/>.</summary>
    public abstract void WarpExchange(void* mine, void* received, int bytes, int sourceLane);

    /// <summary>The group's next block of shared memory; every work-item asks in the same order.</summary>
    public abstract nint AllocateShared(long bytes);

    /// <summary>The shared memory whose size the launch stated, and that size.</summary>
    public abstract nint DynamicShared(out long bytes);

    /// <summary>A zeroed block that only this work-item sees.</summary>
    public abstract nint AllocateLocal(long bytes);

    /// <summary>Told before each access through a view.</summary>
    public abstract void OnAccess(nint address, int bytes);

    /// <summary>Told that the access just announced at this address is atomic.</summary>
    public abstract void OnAtomic(nint address, int bytes);
}
