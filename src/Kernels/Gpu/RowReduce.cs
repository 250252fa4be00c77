using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu;

/// <summary>Sums and maxima over the work-items of a group that share a row: those with the same IdxY.</summary>
/// <remarks>
/// The order is fixed by the group's shape and the kind of device. Where lanes exchange by themselves, whole warps and rows that divide one do,
/// and only rows of several warps go through shared memory; groups of other shapes, and other devices, take two steps through it. In a group whose rows are one work-item wide
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

    /// <summary>The operator's result over all values of the row, for all its work-items; the whole group calls.</summary>
    public static T Combine<T, TOp>(ArrayView<T> scratch, T value)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T> => Run<T, Operation<T, TOp>>(scratch, value);

    private static T Run<T, TJoin>(ArrayView<T> scratch, T value)
        where T : unmanaged
        where TJoin : struct, IJoin<T>
    {
        if (Group.DimX == 1) return value;
        if (Warp.IsNative && Group.DimX * Group.DimY % Warp.WarpSize == 0)
        {
            if (Warp.WarpSize % Group.DimX == 0) return Lanes<T, TJoin>(value, Group.DimX);
            if (Group.DimX % Warp.WarpSize == 0) return Warps<T, TJoin>(scratch, Lanes<T, TJoin>(value, Warp.WarpSize));
        }
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

    /// <summary>Over <paramref name="lanes"/> neighbours; both sides of an exchange join the same two values, so all end with the same bits.</summary>
    private static T Lanes<T, TJoin>(T value, int lanes)
        where T : unmanaged
        where TJoin : struct, IJoin<T>
    {
        for (int mask = lanes / 2; mask > 0; mask /= 2) value = TJoin.Apply(value, Warp.ShuffleXor(value, mask));
        return value;
    }

    /// <summary>Over the warps of a row, each of which has its own result already.</summary>
    private static T Warps<T, TJoin>(ArrayView<T> scratch, T value)
        where T : unmanaged
        where TJoin : struct, IJoin<T>
    {
        int warps = Group.DimX / Warp.WarpSize, row = Group.IdxY * warps;
        if (Warp.IsFirstLane) scratch[Warp.WarpIdx] = value;
        Group.Barrier();
        T result = scratch[row];
        for (int i = 1; i < warps; i++) result = TJoin.Apply(result, scratch[row + i]);
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

    private readonly struct Operation<T, TOp> : IJoin<T>
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        public static T Apply(T a, T b) => TOp.Apply(a, b);
    }
}
