using System.Numerics;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Reduce(ReduceOperator op, ReadOnlySpan<int> axes, Tensor x, Tensor y)
    {
        switch (x.DType)
        {
            case DType.Float32: Reduce<float>(op, axes, x, y); break;
            case DType.Float64: Reduce<double>(op, axes, x, y); break;
            case DType.Int32: Reduce<int>(op, axes, x, y); break;
            case DType.Int64: Reduce<long>(op, axes, x, y); break;
            case DType.UInt8 or DType.Bool: Reduce<byte>(op, axes, x, y); break;
            default: throw StorageOnly(op.ToString(), x);
        }
    }

    public void ArgReduce(bool largest, int axis, Tensor x, Tensor y)
    {
        switch (x.DType)
        {
            case DType.Float32: ArgReduce<float>(largest, axis, x, y); break;
            case DType.Float64: ArgReduce<double>(largest, axis, x, y); break;
            case DType.Int32: ArgReduce<int>(largest, axis, x, y); break;
            case DType.Int64: ArgReduce<long>(largest, axis, x, y); break;
            case DType.UInt8 or DType.Bool: ArgReduce<byte>(largest, axis, x, y); break;
            default: throw StorageOnly(largest ? "argmax" : "argmin", x);
        }
    }

    private void Reduce<T>(ReduceOperator op, ReadOnlySpan<int> axes, Tensor x, Tensor y)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        Reductions.Reduce(Stream, op, x.Shape.Span, x.Strides, x.Offset, axes, x.Memory<T>(), y.DenseView<T>());

    private void ArgReduce<T>(bool largest, int axis, Tensor x, Tensor y)
        where T : unmanaged, INumber<T> =>
        ArgReductions.Run(Stream, largest, x.Shape.Span, x.Strides, x.Offset, axis, x.Memory<T>(), y.DenseView<long>());
}
