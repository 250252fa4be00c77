namespace Neuron.Kernels.Language;

/// <summary>Reductions and scans over the lanes of a warp; all lanes that exist take part. The order of combination is fixed.</summary>
public static class WarpExtensions
{
    /// <summary>The combination of all lanes' values, in lane 0.</summary>
    public static T Reduce<T, TReduction>(T value) where T : unmanaged where TReduction : struct, IScanReduceOperation<T>
    {
        int lanes = LanesHere;
        for (int delta = Warp.WarpSize / 2; delta > 0; delta /= 2)
        {
            T other = Warp.ShuffleDown(value, delta);
            if (Warp.LaneIdx + delta < lanes) value = default(TReduction).Apply(value, other);
        }
        return value;
    }

    /// <summary>The combination of all lanes' values, in every lane.</summary>
    public static T AllReduce<T, TReduction>(T value) where T : unmanaged where TReduction : struct, IScanReduceOperation<T> =>
        Warp.Shuffle(Reduce<T, TReduction>(value), 0);

    /// <summary>The combination of the values of this lane and all below it.</summary>
    public static T InclusiveScan<T, TScan>(T value) where T : unmanaged where TScan : struct, IScanReduceOperation<T>
    {
        for (int delta = 1; delta < Warp.WarpSize; delta *= 2)
        {
            T other = Warp.ShuffleUp(value, delta);
            if (Warp.LaneIdx >= delta) value = default(TScan).Apply(other, value);
        }
        return value;
    }

    /// <summary>The combination of the values of all lanes below this one; the identity in lane 0.</summary>
    public static T ExclusiveScan<T, TScan>(T value) where T : unmanaged where TScan : struct, IScanReduceOperation<T>
    {
        T before = Warp.ShuffleUp(InclusiveScan<T, TScan>(value), 1);
        return Warp.IsFirstLane ? default(TScan).Identity : before;
    }

    /// <summary>Lanes of this warp that hold a work-item.</summary>
    internal static int LanesHere => IntrinsicMath.Min(Warp.WarpSize, Group.Size - (Warp.WarpIdx * Warp.WarpSize));
}
