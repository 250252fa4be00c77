namespace Neuron.Kernels.Language;

/// <summary>
/// Copies from global into shared memory that need no register and run beside other work: cp.async on NVIDIA GPUs from Ampere on.
/// Elsewhere (<see cref="IsSupported"/> is false), and for widths other than 4, 8 and 16 bytes, they are plain vector copies.
/// </summary>
/// <remarks>
/// What a work-item copied is there for itself after <see cref="Wait"/>, for others after a <see cref="Group.Barrier"/> behind that.
/// Both sides are aligned to the bytes moved.
/// </remarks>
public static class AsyncCopy
{
    /// <summary>Whether the device that the kernel is compiled for copies beside other work: a constant there.</summary>
    public static bool IsSupported => false;

    /// <summary>Starts to copy the element at <paramref name="sourceIndex"/>.</summary>
    public static void Copy1<T>(ArrayView<T> target, long targetIndex, ArrayView<T> source, long sourceIndex) where T : unmanaged =>
        target[targetIndex] = source[sourceIndex];

    /// <summary>Starts to copy the 2 elements from <paramref name="sourceIndex"/> on.</summary>
    public static void Copy2<T>(ArrayView<T> target, long targetIndex, ArrayView<T> source, long sourceIndex) where T : unmanaged =>
        target.Store2(targetIndex, source.Load2(sourceIndex));

    /// <summary>Starts to copy the 4 elements from <paramref name="sourceIndex"/> on.</summary>
    public static void Copy4<T>(ArrayView<T> target, long targetIndex, ArrayView<T> source, long sourceIndex) where T : unmanaged =>
        target.Store4(targetIndex, source.Load4(sourceIndex));

    /// <summary>Starts to copy the 8 elements from <paramref name="sourceIndex"/> on.</summary>
    public static void Copy8<T>(ArrayView<T> target, long targetIndex, ArrayView<T> source, long sourceIndex) where T : unmanaged =>
        target.Store8(targetIndex, source.Load8(sourceIndex));

    /// <summary>Makes a group of the copies that this work-item started since the last one.</summary>
    public static void Commit()
    {
    }

    /// <summary>Waits until at most the newest <paramref name="groups"/> groups of this work-item are still on their way.</summary>
    /// <param name="groups">A compile-time constant from 0 on.</param>
    public static void Wait(int groups)
    {
    }
}
