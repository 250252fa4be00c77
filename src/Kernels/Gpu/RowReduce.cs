using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Sums and maxima over the work-items of a group that share a row: those with the same IdxY.</summary>
/// <remarks>
/// Two steps through shared memory, in an order that the group's shape alone fixes. In a group whose rows are one work-item wide
/// (CPU devices, columns) nothing is shared, and no barrier is left in the program.
/// </remarks>
internal static class RowReduce
{
    /// <summary>Most work-items of a group, and so elements of the scratch memory.</summary>
    public const int MaxGroupSize = 256;

    /// <summary>Elements that a work-item takes of its row before it adds them to its sum; several loads are then on their way at once.</summary>
    public const int Block = 8;

    /// <summary>Parts that the first step leaves.</summary>
    private const int Fan = 16;

    /// <summary>Σ value, for all work-items of the row; the whole group calls.</summary>
    public static T Sum<T>(ArrayView<T> scratch, T value)
        where T : unmanaged, IFloatingPointIeee754<T> => Run<T, Addition<T>>(scratch, value);

    /// <summary>The largest value, for all work-items of the row; NaN loses against numbers. The whole group calls.</summary>
    public static T Max<T>(ArrayView<T> scratch, T value)
        where T : unmanaged, IFloatingPointIeee754<T> => Run<T, Larger<T>>(scratch, value);

    private static T Run<T, TJoin>(ArrayView<T> scratch, T value)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TJoin : struct, IJoin<T>
    {
        if (Group.DimX == 1) return value;
        int row = Group.IdxY * Group.DimX;
        scratch[row + Group.IdxX] = value;
        Group.Barrier();
        if (Group.IdxX < Fan)
        {
            for (int i = Group.IdxX + Fan; i < Group.DimX; i += Fan) value = TJoin.Apply(value, scratch[row + i]);
            scratch[row + Group.IdxX] = value;
        }
        Group.Barrier();
        T result = scratch[row];
        for (int i = 1; i < XMath.Min(Fan, Group.DimX); i++) result = TJoin.Apply(result, scratch[row + i]);
        Group.Barrier(); // the next reduction writes scratch: not before all have read it
        return result;
    }

    private interface IJoin<T>
    {
        static abstract T Apply(T a, T b);
    }

    private readonly struct Addition<T> : IJoin<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static T Apply(T a, T b) => a + b;
    }

    private readonly struct Larger<T> : IJoin<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static T Apply(T a, T b) => b > a ? b : a;
    }
}
