using System.Collections.Concurrent;

namespace Neuron;

/// <summary>The backend of each device, made when it is first asked for.</summary>
internal static class Backends
{
    private static readonly CpuBackend s_cpu = new();
    private static readonly ConcurrentDictionary<Device, IBackend> s_others = new();

    /// <exception cref="NotSupportedException">No backend runs this device.</exception>
    public static IBackend For(Device device) =>
        device == Device.Cpu ? s_cpu : s_others.GetOrAdd(device, static d => throw new NotSupportedException(
            $"Device {d}: no backend runs it; the devices at hand are: cpu."));
}
