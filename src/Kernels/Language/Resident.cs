namespace Neuron.Kernels.Language;

/// <summary>Hint for the compiler; it changes no result.</summary>
public static class Resident
{
    /// <summary>
    /// A processor is to hold <paramref name="count"/> groups of the kernel at once: the compiler keeps to the registers that this leaves,
    /// where the device takes such a wish and the group's size is known.
    /// </summary>
    /// <param name="count">A compile-time constant; 0 leaves it to the compiler.</param>
    public static void Groups(int count) => _ = count;
}
