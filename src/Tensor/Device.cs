using System.Globalization;

namespace Neuron;

/// <summary>Where a tensor's memory lies and its primitives run: "cpu", "cuda:0", "opencl:1", "host".</summary>
/// <param name="Kind">"cpu", "cuda", "opencl" or "host".</param>
/// <param name="Index">Which device of that kind, from 0.</param>
public readonly record struct Device(string Kind, int Index)
{
    /// <summary>The CPU, through SIMD kernels. The default.</summary>
    public static Device Cpu { get; } = new("cpu", 0);

    /// <summary>Reads "cpu", "cuda", "cuda:1", "opencl:0", "host".</summary>
    /// <exception cref="FormatException">The text names no device.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        int index = 0;
        bool known = parts[0] is "cpu" or "cuda" or "opencl" or "host";
        bool numbered = parts.Length == 1
            || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index));
        return known && numbered
            ? new Device(parts[0], index)
            : throw new FormatException($"Device \"{text}\": expected cpu, cuda[:i], opencl[:i] or host.");
    }

    /// <inheritdoc/>
    public override string ToString() => Kind is "cpu" or "host" ? Kind : $"{Kind}:{Index}";
}
