namespace Neuron.Kernels.Language;

/// <summary>A box of elements in device memory: (x, y, z) lies at x · XStride + y · YStride + z · ZStride.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TStride">How positions map to memory.</typeparam>
/// <param name="baseView">The memory.</param>
/// <param name="extent">Positions by dimension.</param>
/// <param name="stride">Distances of neighbours.</param>
public readonly struct ArrayView3D<T, TStride>(ArrayView<T> baseView, Index3D extent, TStride stride)
    where T : unmanaged
    where TStride : unmanaged, IStride3D
{
    /// <summary>The memory.</summary>
    public ArrayView<T> BaseView { get; } = baseView;

    /// <summary>Positions by dimension.</summary>
    public Index3D IntExtent { get; } = extent;

    /// <summary>Distances of neighbours.</summary>
    public TStride Stride { get; } = stride;

    /// <summary>Positions by dimension.</summary>
    public Index3D Extent => IntExtent;

    /// <summary>Number of positions.</summary>
    public long Length => (long)IntExtent.X * IntExtent.Y * IntExtent.Z;

    /// <summary>The element at (x, y, z).</summary>
    public ref T this[int x, int y, int z] =>
        ref BaseView[((long)x * Stride.XStride) + ((long)y * Stride.YStride) + ((long)z * Stride.ZStride)];

    /// <summary>The element at a position.</summary>
    public ref T this[Index3D index] => ref this[index.X, index.Y, index.Z];
}
