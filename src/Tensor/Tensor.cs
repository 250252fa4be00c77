using Neuron.Kernels.Gpu;
using Neuron.Kernels.Language;
using Neuron.Kernels.Memory;
using Neuron.Primitives;

namespace Neuron;

/// <summary>
/// An n-dimensional array on a device: the one public tensor type. Views (slices, permutations, expansions) share memory.
/// </summary>
/// <remarks>
/// Needs no <c>Dispose</c>: memory returns to a pool when the tensor is no longer referenced. Gradients are added by
/// Neuron.Autograd (<c>RequiresGrad</c>, <c>Grad</c>, <c>Backward()</c>).
/// </remarks>
public sealed partial class Tensor : IDisposable
{
    private readonly Storage _storage;
    private readonly long[] _strides;
    private readonly long _offset;

    /// <summary>A contiguous tensor with undefined content.</summary>
    internal Tensor(Shape shape, DType dtype, Device device)
        : this(new Storage(Math.Max(1, shape.Size) * dtype.Size, device), shape, shape.ContiguousStrides, 0, dtype)
    {
    }

    /// <summary>Memory as a specification asks for.</summary>
    internal Tensor(in TensorSpec spec, Device device)
        : this(new Storage(Math.Max(1, spec.Shape.Size) * spec.DType.Size, device), spec.Shape, spec.Strides ?? spec.Shape.ContiguousStrides, 0, spec.DType)
    {
    }

    /// <summary>A view of a storage.</summary>
    internal Tensor(Storage storage, Shape shape, long[] strides, long offset, DType dtype)
    {
        _storage = storage;
        Shape = shape;
        _strides = strides;
        _offset = offset;
        DType = dtype;
    }

    /// <summary>Lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>Element type.</summary>
    public DType DType { get; }

    /// <summary>Where the memory lies.</summary>
    public Device Device => _storage.Device;

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>Number of elements.</summary>
    public long Size => Shape.Size;

    /// <summary>Distance between neighbours along each axis, in elements; 0 where an axis is broadcast.</summary>
    public ReadOnlySpan<long> Strides => _strides;

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            if (ReferenceEquals(_strides, Shape.ContiguousStrides)) return true;
            long expected = 1;
            for (int axis = Rank - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && _strides[axis] != expected) return Size == 0;
                expected *= Shape[axis];
            }
            return true;
        }
    }

    /// <summary>Whether the memory was given back; reading the tensor then throws.</summary>
    public bool IsDisposed => _storage.IsDisposed;

    internal Storage Storage => _storage;

    /// <summary>First element's distance from the storage's beginning, in elements.</summary>
    internal long Offset => _offset;

    internal long[] StrideArray => _strides;

    /// <summary>Address of the first element, of host memory.</summary>
    internal nint Address
    {
        get
        {
            if (_storage.IsDisposed) throw new ObjectDisposedException($"Tensor {Shape} {DType.Label}", "Its memory was given back by Dispose.");
            return _storage.Address + (nint)(_offset * DType.Size);
        }
    }

    /// <summary>A slot for the floor above: autograd keeps what it knows of the tensor here.</summary>
    internal object? Annotation { get; set; }

    /// <summary>Gives the memory back now; it is shared with all views. Optional.</summary>
    public void Dispose() => _storage.Dispose();

    /// <summary>The one element of a tensor of size 1, as a double.</summary>
    /// <exception cref="ShapeException">The tensor has more or fewer elements.</exception>
    public double Item() => Item<double>();

    /// <summary>The one element of a tensor of size 1, converted.</summary>
    /// <exception cref="ShapeException">The tensor has more or fewer elements.</exception>
    public T Item<T>()
        where T : unmanaged =>
        Size == 1 ? Reshape([]).To(Device.Cpu).To(DTypes.Of<T>()).ToArray<T>()[0]
        : throw new ShapeException($"Item: expected a tensor of one element, found shape {Shape}.");

    /// <summary>The elements in row-major order, copied.</summary>
    /// <exception cref="ShapeException">The tensor's dtype is another; convert it with To(dtype) first.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var array = new T[Size];
        CopyTo(array.AsSpan());
        return array;
    }

    /// <summary>Copies the elements in row-major order.</summary>
    /// <exception cref="ShapeException">The dtype is another, or the span is too short.</exception>
    public void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        if (DTypes.Of<T>() != DType)
            throw ShapeException.DTypeOf($"ToArray<{typeof(T).Name}>", this, $"{DTypes.Of<T>().Label} (convert with To)");
        if (destination.Length < Size)
            throw new ShapeException($"CopyTo: {Size} elements do not fit a span of {destination.Length}.");
        if (Size == 0) return;
        var source = To(Device.Cpu).Contiguous();
        source.HostSpan<T>().CopyTo(destination);
        GC.KeepAlive(source);
    }

    /// <summary>The memory of a contiguous tensor on the CPU. The tensor must be kept alive while the span is used.</summary>
    internal Span<T> HostSpan<T>()
        where T : unmanaged => NativeSpan.Of<T>(Address, checked((int)Size));

    /// <summary>The elements of a contiguous tensor as kernels see them. The tensor must be kept alive until the launch.</summary>
    internal ArrayView<T> DenseView<T>()
        where T : unmanaged => Memory<T>().SubView(_offset, Size);

    /// <summary>The elements, broadcast to <paramref name="shape"/>, as kernels see them. The tensor must be kept alive until the launch.</summary>
    internal StridedView<T> StridedView<T>(Shape shape)
        where T : unmanaged => new(Memory<T>(), Layout.Of(shape.Span, Shape.Span, _strides, _offset), shape.Size);

    /// <summary>The bytes of a contiguous tensor on an accelerator.</summary>
    internal ArrayView<byte> ByteView => _storage.View.SubView(_offset * DType.Size, Size * DType.Size);

    /// <summary>All memory of the storage as elements; <typeparamref name="T"/> may be any type of the dtype's size.</summary>
    internal ArrayView<T> Memory<T>()
        where T : unmanaged => _storage.View.Cast<T>();

    internal Tensor View(Shape shape, long[] strides, long offset) => new(_storage, shape, strides, offset, DType);
}
