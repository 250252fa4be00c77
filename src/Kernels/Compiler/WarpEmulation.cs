using Neuron.Kernels.Language;

namespace Neuron.Kernels.Compiler;

/// <summary>Warp operations in terms of shared memory, for devices without them; the compiler puts these in their place.</summary>
internal static class WarpEmulation
{
    /// <summary>As <see cref="Warp.Shuffle{T}"/>; the whole group takes part.</summary>
    public static T Shuffle<T>(T value, int sourceLane) where T : unmanaged => Exchange(SharedMemory.Allocate<T>(WorkItem.MaxGroupSize), value, sourceLane);

    /// <summary>The same where the size of the group is known, so that no more shared memory is taken than it needs.</summary>
    public static T ShuffleInFixedGroup<T>(T value, int sourceLane) where T : unmanaged => Exchange(SharedMemory.Allocate<T>(Group.Size), value, sourceLane);

    private static T Exchange<T>(ArrayView<T> exchange, T value, int sourceLane) where T : unmanaged
    {
        int self = Group.LinearIndex;
        int source = (self / Warp.WarpSize * Warp.WarpSize) + sourceLane;
        exchange[self] = value;
        Group.Barrier();
        bool exists = sourceLane >= 0 && sourceLane < Warp.WarpSize && source < Group.Size;
        T received = exchange[exists ? source : self];
        Group.Barrier(); // the next exchange overwrites the places: not before all have read them
        return received;
    }
}
