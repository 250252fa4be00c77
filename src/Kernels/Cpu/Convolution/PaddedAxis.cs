namespace Neuron.Kernels.Cpu;

/// <summary>One axis of images that were copied with their padding: every element that a tap reads exists.</summary>
/// <param name="Before">Elements put before the first one; negative if some are left out.</param>
/// <param name="Length">Elements, padding included.</param>
/// <param name="Lowest">Offset of the tap that reaches furthest back, at most 0.</param>
internal readonly record struct PaddedAxis(int Before, int Length, int Lowest)
{
    public static PaddedAxis Of(int output, int step, int origin, int taps, int tapStep)
    {
        int reach = (taps - 1) * tapStep, lowest = Math.Min(0, reach);
        return new(-(origin + lowest), ((output - 1) * step) + Math.Abs(reach) + 1, lowest);
    }
}
