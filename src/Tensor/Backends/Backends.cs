using System.Collections.Concurrent;

namespace Neuron;

/// <summary>The backend of each device, made when it is first asked for.</summary>
internal static class Backends
{
    private static readonly CpuBackend s_cpu = new();
    private static readonly ConcurrentDictionary<Device, IBackend> s_others = new();

    /// <exception cref="NotSupportedException">There is no such device.</exception>
    public static IBackend For(Device device) =>
        device == Device.Cpu ? s_cpu : s_others.GetOrAdd(device, static d => new GpuBackend(d, Accelerators.For(d)));
}
