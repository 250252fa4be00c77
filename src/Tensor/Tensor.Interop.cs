using System.Numerics.Tensors;
using Neuron.Kernels.Memory;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>A copy of one of .NET's own tensors.</summary>
    public static Tensor From<T>(ReadOnlyTensorSpan<T> data)
        where T : unmanaged
    {
        var shape = new int[data.Rank];
        for (int i = 0; i < shape.Length; i++) shape[i] = checked((int)data.Lengths[i]);
        var elements = new T[data.FlattenedLength];
        data.FlattenTo(elements);
        return From(elements, Shape.Create(shape));
    }

    /// <summary>
    /// This tensor's memory as .NET's <see cref="TensorSpan{T}"/>: no copy, writes go both ways. The tensor must stay referenced, and
    /// undisposed, while the span is used.
    /// </summary>
    /// <exception cref="ShapeException">The dtype is another, the tensor lies on another device, or an axis runs backwards.</exception>
    public TensorSpan<T> AsTensorSpan<T>()
        where T : unmanaged
    {
        if (DTypes.Of<T>() != DType) throw ShapeException.DTypeOf($"AsTensorSpan<{typeof(T).Name}>", this, $"{DTypes.Of<T>().Label} (convert with To)");
        if (Device != Device.Cpu) throw new ShapeException($"AsTensorSpan: the tensor lies on {Device}; move it with To(Device.Cpu).");
        Span<nint> lengths = stackalloc nint[Rank], strides = stackalloc nint[Rank];
        long reach = Size == 0 ? 0 : 1;
        for (int i = 0; i < Rank; i++)
        {
            if (_strides[i] < 0) throw new ShapeException("AsTensorSpan: an axis runs backwards; call Contiguous() first.");
            (lengths[i], strides[i]) = (Shape[i], Shape[i] == 1 ? 0 : (nint)_strides[i]);
            reach += (Shape[i] - 1) * _strides[i];
        }
        return new TensorSpan<T>(HostMemory.Span<T>(Address, Math.Max(0, reach)), lengths, strides);
    }
}
