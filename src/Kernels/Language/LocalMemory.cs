namespace Neuron.Kernels.Language;

/// <summary>Memory of one work-item, zeroed; small arrays with constant indices live in registers.</summary>
public static unsafe class LocalMemory
{
    /// <summary>Memory for <paramref name="length"/> elements; the length must be a compile-time constant.</summary>
    public static ArrayView<T> Allocate<T>(int length) where T : unmanaged =>
        new(WorkItem.Current.AllocateLocal((long)length * sizeof(T)), length, 0);

    /// <summary>Memory for <paramref name="length"/> elements.</summary>
    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(int length) where T : unmanaged => Allocate<T>(length);
}
