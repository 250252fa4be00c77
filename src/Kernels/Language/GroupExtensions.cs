namespace Neuron.Kernels.Language;

/// <summary>Reductions and scans over the work-items of a group, in linear order; control flow must be uniform. The order of combination is fixed.</summary>
public static class GroupExtensions
{
    private const int MaxWarps = WorkItem.MaxGroupSize / WorkItem.HostWarpSize;

    /// <summary>The combination of all work-items' values, in work-item 0.</summary>
    public static T Reduce<T, TReduction>(T value) where T : unmanaged where TReduction : struct, IScanReduceOperation<T> =>
        AllReduce<T, TReduction>(value);

    /// <summary>The combination of all work-items' values, in every work-item.</summary>
    public static T AllReduce<T, TReduction>(T value) where T : unmanaged where TReduction : struct, IScanReduceOperation<T>
    {
        ArrayView<T> warps = SharedMemory.Allocate<T>(MaxWarps);
        T own = WarpExtensions.Reduce<T, TReduction>(value);
        if (Warp.IsFirstLane) warps[Warp.WarpIdx] = own;
        Group.Barrier();
        T result = warps[0];
        int count = (Group.Size + Warp.WarpSize - 1) / Warp.WarpSize;
        for (int i = 1; i < count; i++) result = default(TReduction).Apply(result, warps[i]);
        Group.Barrier(); // the next call overwrites the places: not before all have read them
        return result;
    }

    /// <summary>The combination of the values of this work-item and all before it.</summary>
    public static T InclusiveScan<T, TScan>(T value) where T : unmanaged where TScan : struct, IScanReduceOperation<T>
    {
        ArrayView<T> warps = SharedMemory.Allocate<T>(MaxWarps);
        T own = WarpExtensions.InclusiveScan<T, TScan>(value);
        if (Warp.LaneIdx == WarpExtensions.LanesHere - 1) warps[Warp.WarpIdx] = own;
        Group.Barrier();
        T before = default(TScan).Identity;
        for (int i = 0; i < Warp.WarpIdx; i++) before = default(TScan).Apply(before, warps[i]);
        Group.Barrier(); // the next call overwrites the places: not before all have read them
        return default(TScan).Apply(before, own);
    }

    /// <summary>The combination of the values of all work-items before this one; the identity in work-item 0.</summary>
    public static T ExclusiveScan<T, TScan>(T value) where T : unmanaged where TScan : struct, IScanReduceOperation<T>
    {
        ArrayView<T> warps = SharedMemory.Allocate<T>(MaxWarps);
        T own = WarpExtensions.InclusiveScan<T, TScan>(value);
        T below = WarpExtensions.ExclusiveScan<T, TScan>(value);
        if (Warp.LaneIdx == WarpExtensions.LanesHere - 1) warps[Warp.WarpIdx] = own;
        Group.Barrier();
        T before = default(TScan).Identity;
        for (int i = 0; i < Warp.WarpIdx; i++) before = default(TScan).Apply(before, warps[i]);
        Group.Barrier(); // the next call overwrites the places: not before all have read them
        return default(TScan).Apply(before, below);
    }
}
