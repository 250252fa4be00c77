using Neuron.Kernels.Runtime.Cuda;
using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron.Tests.Shared;

/// <summary>A test that needs a device behind a driver: OpenCL's first, or CUDA's where NEURON_DEVICE says cuda; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DeviceFactAttribute : FactAttribute
{
    public DeviceFactAttribute() => Skip = Unavailable;

    /// <summary>Why there is no such device; null when there is.</summary>
    public static string? Unavailable => IsCuda ? CudaDevice.Unavailable : OpenClDevice.Unavailable;

    public static bool IsCuda => Environment.GetEnvironmentVariable("NEURON_DEVICE")?.StartsWith("cuda", StringComparison.Ordinal) ?? false;

    /// <summary>Its name for users.</summary>
    public static string Name => IsCuda ? "cuda" : "opencl";
}
