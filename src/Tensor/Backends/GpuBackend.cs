using Neuron.Kernels.Gpu;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;

namespace Neuron;

/// <summary>
/// Runs primitives with the kernels of Neuron.Kernels.Gpu on one accelerator, through its one in-order stream: methods return
/// when the work is queued, and memory given back meanwhile is reused in stream order.
/// </summary>
internal sealed partial class GpuBackend(Device device, Accelerator accelerator) : IBackend
{
    /// <summary>The device whose tensors it takes.</summary>
    public Device Device => device;

    /// <summary>The stream of all launches.</summary>
    private AcceleratorStream Stream => accelerator.DefaultStream;

    /// <summary>Reports what kernels found wrong since the last read: called where the host waits for the device anyway.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value in the data lay outside its range.</exception>
    public void ThrowIfFaulty() => _faults.ThrowIfAny();

    public void Unary(UnaryOperator op, double a, double b, Tensor x, Tensor y)
    {
        switch (x.DType)
        {
            case DType.Float32: Elementwise.Unary(Stream, op, a, b, Of<float>(x), y.DenseView<float>()); break;
            case DType.Float64: Elementwise.Unary(Stream, op, a, b, Of<double>(x), y.DenseView<double>()); break;
            case DType.Int32: Elementwise.UnaryInteger(Stream, op, a, b, Of<int>(x), y.DenseView<int>()); break;
            case DType.Int64: Elementwise.UnaryInteger(Stream, op, a, b, Of<long>(x), y.DenseView<long>()); break;
            case DType.UInt8 or DType.Bool: Elementwise.UnaryInteger(Stream, op, a, b, Of<byte>(x), y.DenseView<byte>()); break;
            default: throw StorageOnly(op.ToString(), x);
        }
    }

    public void UnaryGradient(UnaryOperator op, double a, double b, Tensor dy, Tensor x, Tensor dx)
    {
        if (x.DType == DType.Float64) Elementwise.UnaryGradient(Stream, op, a, b, Of<double>(dy), Of<double>(x), dx.DenseView<double>());
        else Elementwise.UnaryGradient(Stream, op, a, b, Of<float>(dy), Of<float>(x), dx.DenseView<float>());
    }

    public void Binary(BinaryOperator op, Tensor a, Tensor b, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Elementwise.BinaryOfReals(Stream, op, Of<float>(a, y), Of<float>(b, y), y.DenseView<float>()); break;
            case DType.Float64: Elementwise.BinaryOfReals(Stream, op, Of<double>(a, y), Of<double>(b, y), y.DenseView<double>()); break;
            case DType.Int32: Elementwise.Binary(Stream, op, Of<int>(a, y), Of<int>(b, y), y.DenseView<int>()); break;
            case DType.Int64: Elementwise.Binary(Stream, op, Of<long>(a, y), Of<long>(b, y), y.DenseView<long>()); break;
            case DType.UInt8 or DType.Bool: Elementwise.Binary(Stream, op, Of<byte>(a, y), Of<byte>(b, y), y.DenseView<byte>()); break;
            default: throw StorageOnly(op.ToString(), y);
        }
    }

    public void Compare(CompareOperator op, Tensor a, Tensor b, Tensor y)
    {
        var result = y.DenseView<byte>();
        switch (a.DType)
        {
            case DType.Float32: Elementwise.Compare(Stream, op, Of<float>(a, y), Of<float>(b, y), result); break;
            case DType.Float64: Elementwise.Compare(Stream, op, Of<double>(a, y), Of<double>(b, y), result); break;
            case DType.Int32: Elementwise.Compare(Stream, op, Of<int>(a, y), Of<int>(b, y), result); break;
            case DType.Int64: Elementwise.Compare(Stream, op, Of<long>(a, y), Of<long>(b, y), result); break;
            case DType.UInt8 or DType.Bool: Elementwise.Compare(Stream, op, Of<byte>(a, y), Of<byte>(b, y), result); break;
            default: throw StorageOnly(op.ToString(), a);
        }
    }

    public void Where(Tensor condition, Tensor a, Tensor b, Tensor y)
    {
        var c = Of<byte>(condition, y);
        switch (y.DType.Size)
        {
            case 1: Elementwise.Where(Stream, c, Of<byte>(a, y), Of<byte>(b, y), y.DenseView<byte>()); break;
            case 2: Elementwise.Where(Stream, c, Of<short>(a, y), Of<short>(b, y), y.DenseView<short>()); break;
            case 4: Elementwise.Where(Stream, c, Of<int>(a, y), Of<int>(b, y), y.DenseView<int>()); break;
            default: Elementwise.Where(Stream, c, Of<long>(a, y), Of<long>(b, y), y.DenseView<long>()); break;
        }
    }

    public void Copy(Tensor x, Tensor y)
    {
        switch (y.DType.Size)
        {
            case 1: Elementwise.Copy(Stream, Of<byte>(x), Of<byte>(y)); break;
            case 2: Elementwise.Copy(Stream, Of<short>(x), Of<short>(y)); break;
            case 4: Elementwise.Copy(Stream, Of<int>(x), Of<int>(y)); break;
            default: Elementwise.Copy(Stream, Of<long>(x), Of<long>(y)); break;
        }
    }

    public void Fill(double value, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Elementwise.Fill(Stream, (float)value, Of<float>(y)); break;
            case DType.Float64: Elementwise.Fill(Stream, value, Of<double>(y)); break;
            case DType.Int32: Elementwise.Fill(Stream, checked((int)value), Of<int>(y)); break;
            case DType.Int64: Elementwise.Fill(Stream, checked((long)value), Of<long>(y)); break;
            case DType.UInt8: Elementwise.Fill(Stream, checked((byte)value), Of<byte>(y)); break;
            case DType.Bool: Elementwise.Fill(Stream, value != 0 ? (byte)1 : (byte)0, Of<byte>(y)); break;
            case DType.Float16: Elementwise.Fill(Stream, BitConverter.HalfToInt16Bits((System.Half)value), Of<short>(y)); break;
            default: Elementwise.Fill(Stream, (short)((BFloat16)(float)value).Bits, Of<short>(y)); break;
        }
    }

    public void Ramp(double start, double step, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Elementwise.Ramp(Stream, start, step, y.DenseView<float>()); break;
            case DType.Float64: Elementwise.Ramp(Stream, start, step, y.DenseView<double>()); break;
            case DType.Int32: Elementwise.Ramp(Stream, start, step, y.DenseView<int>()); break;
            case DType.Int64: Elementwise.Ramp(Stream, start, step, y.DenseView<long>()); break;
            default: throw ShapeException.DTypeOf("ramp", y, "float32, float64, int32 or int64");
        }
    }

    /// <summary>The tensor as kernels see it.</summary>
    private static StridedView<T> Of<T>(Tensor x)
        where T : unmanaged => x.StridedView<T>(x.Shape);

    /// <summary>The tensor, broadcast to the shape of another, as kernels see it.</summary>
    private static StridedView<T> Of<T>(Tensor x, Tensor y)
        where T : unmanaged => x.StridedView<T>(y.Shape);

    /// <summary>The tensor itself if it is contiguous, else a copy. Keep it alive until the launch that reads it.</summary>
    private Tensor Dense(Tensor x)
    {
        if (x.IsContiguous) return x;
        var dense = Scratch(x.Shape, x.DType);
        Copy(x, dense);
        return dense;
    }

    /// <summary>Memory for a launch's own use. Keep it alive until the last launch that uses it is queued.</summary>
    private Tensor Scratch(Shape shape, DType dtype) => new(shape, dtype, device);

    /// <summary>Temporary operands: a finalizer must not take their memory before the launch that uses it is queued.</summary>
    private static void KeepAlive(params ReadOnlySpan<Tensor?> temporaries)
    {
        foreach (var x in temporaries) GC.KeepAlive(x);
    }

    private static ShapeException StorageOnly(string operation, Tensor x) =>
        ShapeException.DTypeOf(operation.ToLowerInvariant(), x, "float32 or float64 (convert with To: this dtype is for storage)");
}
