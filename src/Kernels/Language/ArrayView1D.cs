namespace Neuron.Kernels.Language;

/// <summary>A strided run of elements: position i lies at i · stride.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TStride">How positions map to memory.</typeparam>
/// <param name="baseView">The memory.</param>
/// <param name="extent">Number of positions.</param>
/// <param name="stride">Distance of neighbours, in elements.</param>
public readonly struct ArrayView1D<T, TStride>(ArrayView<T> baseView, long extent, TStride stride)
    where T : unmanaged
    where TStride : unmanaged, IStride1D
{
    /// <summary>The memory.</summary>
    public ArrayView<T> BaseView { get; } = baseView;

    /// <summary>Number of positions.</summary>
    public long Length { get; } = extent;

    /// <summary>Distance of neighbours.</summary>
    public TStride Stride { get; } = stride;

    /// <summary>Number of positions, as an <see cref="int"/>.</summary>
    public int IntLength => (int)Length;

    /// <summary>Number of positions, as a 32-bit index.</summary>
    public Index1D IntExtent => new((int)Length);

    /// <summary>The element at a position in [0, Length).</summary>
    public ref T this[long index] => ref BaseView[index * Stride.XStride];

    /// <inheritdoc cref="this[long]"/>
    public ref T this[int index] => ref this[(long)index];

    /// <inheritdoc cref="this[long]"/>
    public ref T this[Index1D index] => ref this[(long)index.X];

    /// <summary>The dense memory behind this view; positions and elements agree only for dense strides.</summary>
    public static implicit operator ArrayView<T>(ArrayView1D<T, TStride> view) => view.BaseView;

    /// <summary>All of a dense view.</summary>
    public static implicit operator ArrayView1D<T, TStride>(ArrayView<T> view) => new(view, view.Length, default);
}
