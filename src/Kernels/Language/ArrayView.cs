using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Language;

/// <summary>A run of elements in device memory: a pointer and a 64-bit length.</summary>
/// <remarks>
/// On a device nothing checks an index. Run as plain .NET (the Host accelerator), every access is checked and takes part in
/// the race report.
/// </remarks>
/// <typeparam name="T">Element type, without references.</typeparam>
public readonly unsafe struct ArrayView<T> where T : unmanaged
{
    internal ArrayView(nint address, long length, int buffer)
    {
        Address = address;
        Length = length;
        Buffer = buffer;
    }

    /// <summary>Host: address of the first element. CUDA: its device address. OpenCL: its byte offset in the buffer.</summary>
    internal nint Address { get; }

    /// <summary>Number of the buffer in the runtime's table; 0 for memory that no buffer owns.</summary>
    internal int Buffer { get; }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>Number of elements, as an <see cref="int"/>; meaningless from 2³¹ elements on.</summary>
    public int IntLength => (int)Length;

    /// <summary>Number of bytes.</summary>
    public long LengthInBytes => Length * Interop.SizeOf<T>();

    /// <summary>Number of elements.</summary>
    public LongIndex1D Extent => new(Length);

    /// <summary>Number of elements, as a 32-bit index.</summary>
    public Index1D IntExtent => new((int)Length);

    /// <summary>Whether the view spans any memory.</summary>
    public bool IsValid => Length > 0;

    /// <summary>The element at <paramref name="index"/>, in [0, Length).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Host only: the index is outside the view.</exception>
    public ref T this[long index]
    {
        get
        {
            if ((ulong)index >= (ulong)Length) throw OutOfRange(index);
            byte* address = (byte*)Address + (index * sizeof(T));
            if (Buffer != 0) WorkItem.CurrentOrNull?.OnAccess((nint)address, sizeof(T));
            return ref Unsafe.AsRef<T>(address);
        }
    }

    /// <inheritdoc cref="this[long]"/>
    public ref T this[int index] => ref this[(long)index];

    /// <inheritdoc cref="this[long]"/>
    public ref T this[Index1D index] => ref this[(long)index.X];

    /// <inheritdoc cref="this[long]"/>
    public ref T this[LongIndex1D index] => ref this[index.X];

    /// <summary>The <paramref name="length"/> elements from <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Host only: the part is not inside the view.</exception>
    public ArrayView<T> SubView(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"ArrayView<{typeof(T).Name}>.SubView({offset}, {length}): the view has {Length} elements.");
        return new((nint)((byte*)Address + (offset * sizeof(T))), length, Buffer);
    }

    /// <inheritdoc cref="SubView(long, long)"/>
    public ArrayView<T> SubView(int offset, int length) => SubView((long)offset, (long)length);

    /// <summary>The elements from <paramref name="offset"/> on.</summary>
    public ArrayView<T> SubView(long offset) => SubView(offset, Length - offset);

    /// <summary>The same bytes as elements of another type; bytes that fill no element are left out.</summary>
    public ArrayView<TOther> Cast<TOther>() where TOther : unmanaged =>
        new(Address, Length * sizeof(T) / sizeof(TOther), Buffer);

    /// <summary>This run as a column-major plane: X is contiguous.</summary>
    public ArrayView2D<T, Stride2D.DenseX> As2DDenseXView(Index2D extent) => new(this, extent, new(extent.X));

    /// <summary>This run as a row-major plane: Y is contiguous.</summary>
    public ArrayView2D<T, Stride2D.DenseY> As2DDenseYView(Index2D extent) => new(this, extent, new(extent.Y));

    private ArgumentOutOfRangeException OutOfRange(long index) =>
        new(nameof(index), $"ArrayView<{typeof(T).Name}>: index {index} is outside [0, {Length}).");
}
