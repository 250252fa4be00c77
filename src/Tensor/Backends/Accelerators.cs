using System.Collections.Concurrent;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Cuda;
using Neuron.Kernels.Runtime.Host;
using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron;

/// <summary>The accelerator behind each device but the CPU, opened when it is first asked for and kept for good.</summary>
internal static class Accelerators
{
    private static readonly ConcurrentDictionary<Device, Lazy<Accelerator>> s_open = new();

    /// <exception cref="NotSupportedException">There is no such device; the message says why, and which there are.</exception>
    public static Accelerator For(Device device) => s_open.GetOrAdd(device, static d => new(() => Open(d))).Value;

    /// <summary>Makes an accelerator the one behind a device that only the caller knows of.</summary>
    public static void Register(Device device, Accelerator accelerator) => s_open[device] = new(() => accelerator);

    private static Accelerator Open(Device device)
    {
        if (device.Kind == "host") return new HostAccelerator();
        int count = device.Kind == "cuda" ? CudaDevice.All.Count : OpenClDevice.All.Count;
        string? reason = device.Kind == "cuda" ? CudaDevice.Unavailable : OpenClDevice.Unavailable;
        if (device.Index >= count) reason ??= $"there {(count == 1 ? "is 1" : $"are {count}")}, numbered from 0";
        if (reason is null && device.Kind == "opencl") reason = OpenClDevice.All[device.Index].Refusal;
        if (reason is not null) throw new NotSupportedException($"Device {device} can't be used: {reason.TrimEnd('.')}. Devices at hand: {string.Join(", ", Device.All)}.");
        return device.Kind == "cuda" ? CudaDevice.All[device.Index].CreateAccelerator() : OpenClDevice.All[device.Index].CreateAccelerator();
    }
}
