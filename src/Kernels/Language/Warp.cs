namespace Neuron.Kernels.Language;

/// <summary>
/// The lanes that run in step. All lanes must take part in every call. Where a device has no such lanes (OpenCL 1.2), 32
/// neighbours of the group's linear order stand for a warp and exchange through shared memory, so there the whole group must
/// take part.
/// </summary>
public static class Warp
{
    /// <summary>Lanes of a warp.</summary>
    public static int WarpSize => WorkItem.HostWarpSize;

    /// <summary>Whether lanes exchange by themselves, not through shared memory with barriers of the whole group: a constant on devices.</summary>
    public static bool IsNative => true;

    /// <summary>Position in the warp.</summary>
    public static int LaneIdx => Group.LinearIndex % WarpSize;

    /// <summary>Position of the warp in the group.</summary>
    public static int WarpIdx => Group.LinearIndex / WarpSize;

    /// <summary>Whether this is lane 0.</summary>
    public static bool IsFirstLane => LaneIdx == 0;

    /// <summary>Waits for all lanes.</summary>
    public static void Barrier() => WorkItem.Current.WarpBarrier();

    /// <summary>The value of lane <paramref name="sourceLane"/>: a number, or a struct of numbers (on CUDA one without arrays).</summary>
    public static unsafe T Shuffle<T>(T value, int sourceLane) where T : unmanaged
    {
        T received;
        WorkItem.Current.WarpExchange(&value, &received, sizeof(T), sourceLane);
        return received;
    }

    /// <summary>The value of the lane <paramref name="delta"/> places down; lanes without one keep their own.</summary>
    public static T ShuffleUp<T>(T value, int delta) where T : unmanaged =>
        Shuffle(value, LaneIdx - delta < 0 ? LaneIdx : LaneIdx - delta);

    /// <summary>The value of the lane <paramref name="delta"/> places up; lanes without one keep their own.</summary>
    public static T ShuffleDown<T>(T value, int delta) where T : unmanaged =>
        Shuffle(value, LaneIdx + delta >= WarpSize ? LaneIdx : LaneIdx + delta);

    /// <summary>The value of lane (own lane xor <paramref name="mask"/>).</summary>
    public static T ShuffleXor<T>(T value, int mask) where T : unmanaged => Shuffle(value, LaneIdx ^ mask);

    /// <summary>The value of lane <paramref name="sourceLane"/>, for all lanes.</summary>
    public static T Broadcast<T>(T value, int sourceLane) where T : unmanaged => Shuffle(value, sourceLane);

    /// <summary>Bit i is set where lane i has a true <paramref name="predicate"/>.</summary>
    public static uint Ballot(bool predicate)
    {
        uint bits = predicate ? 1u << LaneIdx : 0u;
        for (int mask = 1; mask < WarpSize; mask *= 2) bits |= ShuffleXor(bits, mask);
        return bits;
    }

    /// <summary>Whether the predicate is true for any lane.</summary>
    public static bool Any(bool predicate) => Ballot(predicate) != 0;

    /// <summary>Whether the predicate is true for all lanes.</summary>
    public static bool All(bool predicate) => Ballot(!predicate) == 0;
}
