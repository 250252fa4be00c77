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

    /// <summary>Where new tensors lie when no device is named: what NEURON_DEVICE says, else the CPU.</summary>
    public static Device Default { get; set; } = FromEnvironment();

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
}
