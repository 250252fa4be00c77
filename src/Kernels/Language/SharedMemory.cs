using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Language;

/// <summary>Memory of a group, seen by all its work-items; its content is undefined at the start.</summary>
public static unsafe class SharedMemory
{
    /// <summary>Memory for <paramref name="length"/> elements; the length must be a compile-time constant.</summary>
    public static ArrayView<T> Allocate<T>(int length) where T : unmanaged =>
        new(WorkItem.Current.AllocateShared((long)length * sizeof(T)), length, -1);

    /// <summary>Memory for one value. The host's race report does not watch it.</summary>
    public static ref T Allocate<T>() where T : unmanaged => ref Unsafe.AsRef<T>((void*)WorkItem.Current.AllocateShared(sizeof(T)));

    /// <summary>Memory for <paramref name="length"/> elements.</summary>
    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(int length) where T : unmanaged => Allocate<T>(length);

    /// <summary>A plane with X contiguous.</summary>
    public static ArrayView2D<T, Stride2D.DenseX> Allocate2DDenseX<T>(Index2D extent) where T : unmanaged =>
        new(Allocate<T>(extent.X * extent.Y), extent, new(extent.X));

    /// <summary>A plane with Y contiguous.</summary>
    public static ArrayView2D<T, Stride2D.DenseY> Allocate2DDenseY<T>(Index2D extent) where T : unmanaged =>
        new(Allocate<T>(extent.X * extent.Y), extent, new(extent.Y));

    /// <summary>The memory whose length the launch stated.</summary>
    public static ArrayView<T> GetDynamic<T>() where T : unmanaged
    {
        nint address = WorkItem.Current.DynamicShared(out long bytes);
        return new(address, bytes / Unsafe.SizeOf<T>(), -1);
    }
}
