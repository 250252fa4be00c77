using System.Numerics.Tensors;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>
    /// The memory of this tensor as System.Numerics.Tensors sees it; writes go to this tensor. Keep the tensor referenced while the
    /// span is in use (<see cref="GC.KeepAlive"/>): the span does not.
    /// </summary>
    /// <exception cref="ShapeException">The elements are not of type T, or not on the CPU, or an axis runs backwards.</exception>
    public TensorSpan<T> AsTensorSpan<T>()
        where T : unmanaged
    {
        if (DTypes.Of<T>() != DType) throw ShapeException.DTypeOf($"AsTensorSpan<{typeof(T).Name}>", this, $"{DTypes.Of<T>().Label} (convert with To)");
        if (Device != Device.Cpu) throw new ShapeException($"AsTensorSpan: expected a tensor on the cpu, found {Device}; move it with To(Device.Cpu).");
        Span<nint> lengths = stackalloc nint[Rank], strides = stackalloc nint[Rank];
        long reach = Size == 0 ? 0 : 1;
        for (int i = 0; i < Rank; i++)
        {
            if (_strides[i] < 0) throw new ShapeException($"AsTensorSpan: axis {i} runs backwards; copy the tensor with Clone first.");
            // .NET wants stride 0 for axes of length 1
            (lengths[i], strides[i]) = (Shape[i], Shape[i] == 1 ? 0 : (nint)_strides[i]);
            if (reach > 0) reach += (Shape[i] - 1) * _strides[i];
        }
        return new TensorSpan<T>(Kernels.Memory.NativeSpan.Of<T>(Address, checked((int)reach)), lengths, strides);
    }

    /// <summary>A copy of a tensor of System.Numerics.Tensors.</summary>
    public static Tensor From<T>(ReadOnlyTensorSpan<T> source, Device? device = null)
        where T : unmanaged
    {
        var dims = new int[source.Rank];
        for (int i = 0; i < dims.Length; i++) dims[i] = checked((int)source.Lengths[i]);
        var y = new Tensor(Shape.Create(dims), DTypes.Of<T>(), Device.Cpu);
        if (y.Size > 0) source.FlattenTo(y.HostSpan<T>());
        return y.To(device ?? Device.Default);
    }
}
