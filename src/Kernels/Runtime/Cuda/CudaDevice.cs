using System.Text;

namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>An NVIDIA GPU that the driver lists.</summary>
/// <param name="Ordinal">Its number.</param>
/// <param name="Name">Its own name.</param>
/// <param name="ComputeCapability">Ten times the major plus the minor version: 90 for sm_90.</param>
public sealed record CudaDevice(int Ordinal, string Name, int ComputeCapability)
{
    /// <summary>Why there are no devices; null when some are listed.</summary>
    public static string? Unavailable => CudaApi.Missing ?? (All.Count == 0 ? "The CUDA driver lists no device." : null);

    /// <summary>All devices; empty without a driver.</summary>
    public static IReadOnlyList<CudaDevice> All { get; } = List();

    /// <summary>Opens the device.</summary>
    /// <exception cref="KernelException">The driver refuses.</exception>
    public Accelerator CreateAccelerator() => new CudaAccelerator(this);

    private static unsafe List<CudaDevice> List()
    {
        var devices = new List<CudaDevice>();
        int count = 0;
        if (CudaApi.Missing is not null || CudaApi.DeviceGetCount(&count) != 0) return devices;
        byte* name = stackalloc byte[256];
        for (int i = 0; i < count; i++)
        {
            int device, major = 0, minor = 0;
            if (CudaApi.DeviceGet(&device, i) != 0 || CudaApi.DeviceGetName(name, 256, device) != 0) continue;
            CudaApi.DeviceGetAttribute(&major, 75, device);
            CudaApi.DeviceGetAttribute(&minor, 76, device);
            devices.Add(new(i, Encoding.UTF8.GetString(name, new ReadOnlySpan<byte>(name, 256).IndexOf((byte)0)), (10 * major) + minor));
        }
        return devices;
    }
}
