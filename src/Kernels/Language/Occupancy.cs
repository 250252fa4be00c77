namespace Neuron.Kernels.Language;

/// <summary>A hint that stands first in a kernel and changes no result.</summary>
public static class Occupancy
{
    /// <summary>A processor shall hold at least so many groups at once: the compiler gives each no more registers than that leaves (CUDA).</summary>
    /// <param name="groups">A compile-time constant.</param>
    public static void AtLeast(int groups) => _ = groups;
}
