namespace Neuron.Kernels.Language;

/// <summary>Orders this work-item's memory accesses as others see them; it waits for nobody.</summary>
public static class MemoryFence
{
    /// <summary>As seen by the group.</summary>
    public static void GroupLevel() => Thread.MemoryBarrier();

    /// <summary>As seen by the device. OpenCL 1.2 has no such fence: kernels for it are refused.</summary>
    public static void DeviceLevel() => Thread.MemoryBarrier();

    /// <summary>As seen by device and host. OpenCL 1.2 has no such fence: kernels for it are refused.</summary>
    public static void SystemLevel() => Thread.MemoryBarrier();
}
