using System.Globalization;
using Neuron.Kernels.Runtime.Cuda;
using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron;

/// <summary>Where a tensor's memory lies and its primitives run: "cpu", "cuda:0", "opencl:1", "host".</summary>
/// <param name="Kind">"cpu", "cuda", "opencl" or "host".</param>
/// <param name="Index">Which device of that kind, from 0.</param>
public readonly record struct Device(string Kind, int Index)
{
    /// <summary>The CPU, through SIMD kernels.</summary>
    public static Device Cpu { get; } = new("cpu", 0);

    private static readonly AsyncLocal<Device?> s_here = new();
    private static Device s_everywhere = FromEnvironment();
    private static int s_scopes; // of Use, in all threads: none is the usual case, and costs one read

    /// <summary>Where new tensors lie when no device is named: what <see cref="Use"/> says, else what NEURON_DEVICE says, else the CPU.</summary>
    public static Device Default
    {
        get => Volatile.Read(ref s_scopes) != 0 && s_here.Value is { } here ? here : s_everywhere;
        set => s_everywhere = value;
    }

    /// <summary>
    /// The devices at hand: the CPU, each CUDA and OpenCL device, and the host, which runs GPU kernels as plain .NET for a debugger.
    /// </summary>
    public static IReadOnlyList<Device> All =>
    [
        Cpu,
        .. CudaDevice.All.Select((_, i) => new Device("cuda", i)),
        .. OpenClDevice.All.Index().Where(d => d.Item.Refusal is null).Select(d => new Device("opencl", d.Index)),
        new("host", 0),
    ];

    /// <summary>Reads "cpu", "cuda", "cuda:1", "opencl:0", "host", or "auto": the first GPU, and where there is none, the CPU.</summary>
    /// <exception cref="FormatException">The text names no kind of device.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "auto") return Fastest();
        var parts = text.Split(':');
        int index = 0;
        bool known = parts[0] is "cpu" or "cuda" or "opencl" or "host";
        bool numbered = parts.Length == 1
            || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index));
        return known && numbered && (index == 0 || parts[0] is "cuda" or "opencl")
            ? new Device(parts[0], index)
            : throw new FormatException($"Device \"{text}\": expected cpu, cuda[:i], opencl[:i], host or auto.");
    }

    /// <summary>Makes a device the default of this thread, and of the tasks and threads it starts, until the result is disposed.</summary>
    public static IDisposable Use(Device device)
    {
        var before = s_here.Value;
        Interlocked.Increment(ref s_scopes);
        s_here.Value = device;
        return new Restore(before);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind is "cpu" or "host" ? Kind : $"{Kind}:{Index}";

    private static Device Fastest()
    {
        if (CudaDevice.All.Count > 0) return new("cuda", 0);
        foreach (var (index, device) in OpenClDevice.All.Index())
            if (device is { Refusal: null, IsGpu: true }) return new("opencl", index);
        return Cpu;
    }

    private static Device FromEnvironment() =>
        Environment.GetEnvironmentVariable("NEURON_DEVICE") is { Length: > 0 } text ? Parse(text) : Cpu;

    private sealed class Restore(Device? before) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            if (_done) return;
            _done = true;
            s_here.Value = before;
            Interlocked.Decrement(ref s_scopes);
        }
    }
}
