namespace Neuron.Kernels.Language;

/// <summary>A plane of elements in device memory: (x, y) lies at x · XStride + y · YStride.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TStride">How positions map to memory.</typeparam>
/// <param name="baseView">The memory.</param>
/// <param name="extent">Positions by dimension.</param>
/// <param name="stride">Distances of neighbours.</param>
public readonly struct ArrayView2D<T, TStride>(ArrayView<T> baseView, Index2D extent, TStride stride)
    where T : unmanaged
    where TStride : unmanaged, IStride2D
{
    /// <summary>The memory.</summary>
    public ArrayView<T> BaseView { get; } = baseView;

    /// <summary>Positions by dimension.</summary>
    public Index2D IntExtent { get; } = extent;

    /// <summary>Distances of neighbours.</summary>
    public TStride Stride { get; } = stride;

    /// <summary>Positions by dimension.</summary>
    public Index2D Extent => IntExtent;

    /// <summary>Number of positions.</summary>
    public long Length => (long)IntExtent.X * IntExtent.Y;

    /// <summary>The element at (x, y).</summary>
    public ref T this[int x, int y] => ref BaseView[((long)x * Stride.XStride) + ((long)y * Stride.YStride)];

    /// <summary>The element at a position.</summary>
    public ref T this[Index2D index] => ref this[index.X, index.Y];
}
