using System.Numerics;

namespace Neuron.Kernels.Operators;

/// <summary>The numbers that uniform random ones may be.</summary>
internal static class UniformRange
{
    /// <summary>The largest number of [low, high), which rounding of low + width · u may pass.</summary>
    public static T Last<T>(T low, T high)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Max(low, T.BitDecrement(high));
}
