namespace Neuron.Kernels.Language;

/// <summary>The work-items that share memory and barriers with this one. X is the fastest dimension.</summary>
public static class Group
{
    /// <summary>Position in the group, X.</summary>
    public static int IdxX => WorkItem.Current.GroupIndex.X;

    /// <summary>Position in the group, Y.</summary>
    public static int IdxY => WorkItem.Current.GroupIndex.Y;

    /// <summary>Position in the group, Z.</summary>
    public static int IdxZ => WorkItem.Current.GroupIndex.Z;

    /// <summary>Work-items along X.</summary>
    public static int DimX => WorkItem.Current.GroupDimension.X;

    /// <summary>Work-items along Y.</summary>
    public static int DimY => WorkItem.Current.GroupDimension.Y;

    /// <summary>Work-items along Z.</summary>
    public static int DimZ => WorkItem.Current.GroupDimension.Z;

    /// <summary>Work-items of the group.</summary>
    public static int Size => DimX * DimY * DimZ;

    /// <summary>Position in the group.</summary>
    public static Index3D Index => new(IdxX, IdxY, IdxZ);

    /// <summary>Work-items by dimension.</summary>
    public static Index3D Dimension => new(DimX, DimY, DimZ);

    /// <summary>Position in the group, X fastest.</summary>
    public static int LinearIndex => (((IdxZ * DimY) + IdxY) * DimX) + IdxX;

    /// <summary>Whether this is work-item 0 of the group.</summary>
    public static bool IsFirstThread => LinearIndex == 0;

    /// <summary>Whether this is the group's last work-item.</summary>
    public static bool IsLastThread => LinearIndex == Size - 1;

    /// <summary>Waits for the whole group and makes its shared and global stores visible to it; control flow must be uniform.</summary>
    public static void Barrier() => WorkItem.Current.Barrier();

    /// <summary>A barrier that counts the work-items with a true <paramref name="predicate"/>.</summary>
    public static int BarrierPopCount(bool predicate)
    {
        ref int count = ref SharedMemory.Allocate<int>();
        if (IsFirstThread) count = 0;
        Barrier();
        if (predicate) Atomic.Add(ref count, 1);
        Barrier();
        int result = count;
        Barrier(); // the next call resets the counter: not before all have read it
        return result;
    }

    /// <summary>A barrier that tells whether the predicate was true for all.</summary>
    public static bool BarrierAnd(bool predicate) => BarrierPopCount(predicate) == Size;

    /// <summary>A barrier that tells whether the predicate was true for any.</summary>
    public static bool BarrierOr(bool predicate) => BarrierPopCount(predicate) > 0;

    /// <summary>The value of the work-item at linear position <paramref name="index"/>, for the whole group.</summary>
    public static T Broadcast<T>(T value, int index) where T : unmanaged
    {
        ref T slot = ref SharedMemory.Allocate<T>();
        if (LinearIndex == index) slot = value;
        Barrier();
        T result = slot;
        Barrier(); // the next call writes the slot: not before all have read it
        return result;
    }
}
