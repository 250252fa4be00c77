using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Sums and maxima over the work-items of a group; every work-item gets the result. The group's size is a power of two.</summary>
internal static class GroupReduce
{
    /// <summary>Most work-items, and length of the scratch memory.</summary>
    public const int MostItems = 128;

    public static T Sum<T>(ArrayView<T> scratch, T value) where T : unmanaged, IFloatingPointIeee754<T>
    {
        scratch[Group.IdxX] = value;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) scratch[Group.IdxX] += scratch[Group.IdxX + half];
            Group.Barrier();
        }
        T result = scratch[0];
        Group.Barrier(); // scratch is used again: not before all have read it
        return result;
    }

    /// <summary>NaN where any is NaN.</summary>
    public static T Max<T>(ArrayView<T> scratch, T value) where T : unmanaged, IFloatingPointIeee754<T>
    {
        scratch[Group.IdxX] = value;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
            {
                T other = scratch[Group.IdxX + half];
                if (other > scratch[Group.IdxX] || T.IsNaN(other)) scratch[Group.IdxX] = other;
            }
            Group.Barrier();
        }
        T result = scratch[0];
        Group.Barrier();
        return result;
    }
}
