using Neuron.Kernels.Cpu;
using Neuron.Kernels.Operators;

namespace Neuron;

/// <summary>Runs primitives with the SIMD kernels of Neuron.Kernels.Cpu.</summary>
internal sealed partial class CpuBackend : IBackend
{
    public void Unary(UnaryOperator op, double a, double b, Tensor x, Tensor y)
    {
        switch (x.DType)
        {
            case DType.Float32: Elementwise.Unary(op, a, b, Of<float>(x), Of<float>(y)); break;
            case DType.Float64: Elementwise.Unary(op, a, b, Of<double>(x), Of<double>(y)); break;
            case DType.Int32: Elementwise.UnaryInteger(op, a, b, Of<int>(x), Of<int>(y)); break;
            case DType.Int64: Elementwise.UnaryInteger(op, a, b, Of<long>(x), Of<long>(y)); break;
            case DType.UInt8 or DType.Bool: Elementwise.UnaryInteger(op, a, b, Of<byte>(x), Of<byte>(y)); break;
            default: throw StorageOnly(op.ToString(), x);
        }
    }

    public void UnaryGradient(UnaryOperator op, double a, double b, Tensor dy, Tensor x, Tensor dx)
    {
        if (x.DType == DType.Float64) Elementwise.UnaryGradient(op, a, b, Of<double>(dy), Of<double>(x), Of<double>(dx));
        else Elementwise.UnaryGradient(op, a, b, Of<float>(dy), Of<float>(x), Of<float>(dx));
    }

    public void Binary(BinaryOperator op, Tensor a, Tensor b, Tensor y)
    {
        ReadOnlySpan<long> u = Strides(a, y.Shape, stackalloc long[y.Rank]), v = Strides(b, y.Shape, stackalloc long[y.Rank]);
        switch (y.DType)
        {
            case DType.Float32: Elementwise.Binary(op, Of<float>(a, u, y), Of<float>(b, v, y), Of<float>(y)); break;
            case DType.Float64: Elementwise.Binary(op, Of<double>(a, u, y), Of<double>(b, v, y), Of<double>(y)); break;
            case DType.Int32: Elementwise.BinaryInteger(op, Of<int>(a, u, y), Of<int>(b, v, y), Of<int>(y)); break;
            case DType.Int64: Elementwise.BinaryInteger(op, Of<long>(a, u, y), Of<long>(b, v, y), Of<long>(y)); break;
            case DType.UInt8 or DType.Bool: Elementwise.BinaryInteger(op, Of<byte>(a, u, y), Of<byte>(b, v, y), Of<byte>(y)); break;
            default: throw StorageOnly(op.ToString(), y);
        }
    }

    public void Compare(CompareOperator op, Tensor a, Tensor b, Tensor y)
    {
        ReadOnlySpan<long> u = Strides(a, y.Shape, stackalloc long[y.Rank]), v = Strides(b, y.Shape, stackalloc long[y.Rank]);
        switch (a.DType)
        {
            case DType.Float32: Elementwise.Compare(op, Of<float>(a, u, y), Of<float>(b, v, y), Of<byte>(y)); break;
            case DType.Float64: Elementwise.Compare(op, Of<double>(a, u, y), Of<double>(b, v, y), Of<byte>(y)); break;
            case DType.Int32: Elementwise.Compare(op, Of<int>(a, u, y), Of<int>(b, v, y), Of<byte>(y)); break;
            case DType.Int64: Elementwise.Compare(op, Of<long>(a, u, y), Of<long>(b, v, y), Of<byte>(y)); break;
            case DType.UInt8 or DType.Bool: Elementwise.Compare(op, Of<byte>(a, u, y), Of<byte>(b, v, y), Of<byte>(y)); break;
            default: throw StorageOnly(op.ToString(), a);
        }
    }

    public void Where(Tensor condition, Tensor a, Tensor b, Tensor y)
    {
        ReadOnlySpan<long> c = Strides(condition, y.Shape, stackalloc long[y.Rank]);
        ReadOnlySpan<long> u = Strides(a, y.Shape, stackalloc long[y.Rank]), v = Strides(b, y.Shape, stackalloc long[y.Rank]);
        switch (y.DType.Size)
        {
            case 1: Elementwise.Where(Of<byte>(condition, c, y), Of<byte>(a, u, y), Of<byte>(b, v, y), Of<byte>(y)); break;
            case 2: Elementwise.Where(Of<byte>(condition, c, y), Of<short>(a, u, y), Of<short>(b, v, y), Of<short>(y)); break;
            case 4: Elementwise.Where(Of<byte>(condition, c, y), Of<int>(a, u, y), Of<int>(b, v, y), Of<int>(y)); break;
            default: Elementwise.Where(Of<byte>(condition, c, y), Of<long>(a, u, y), Of<long>(b, v, y), Of<long>(y)); break;
        }
    }

    public void Copy(Tensor x, Tensor y)
    {
        switch (y.DType.Size)
        {
            case 1: Elementwise.Copy(Of<byte>(x), Of<byte>(y)); break;
            case 2: Elementwise.Copy(Of<short>(x), Of<short>(y)); break;
            case 4: Elementwise.Copy(Of<float>(x), Of<float>(y)); break; // moves keep the bits of any type
            default: Elementwise.Copy(Of<double>(x), Of<double>(y)); break;
        }
    }

    public void Fill(double value, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Elementwise.Fill((float)value, Of<float>(y)); break;
            case DType.Float64: Elementwise.Fill(value, Of<double>(y)); break;
            case DType.Int32: Elementwise.Fill(checked((int)value), Of<int>(y)); break;
            case DType.Int64: Elementwise.Fill(checked((long)value), Of<long>(y)); break;
            case DType.UInt8: Elementwise.Fill(checked((byte)value), Of<byte>(y)); break;
            case DType.Bool: Elementwise.Fill(value != 0 ? (byte)1 : (byte)0, Of<byte>(y)); break;
            case DType.Float16: Elementwise.Fill((Half)value, Of<Half>(y)); break;
            default: Elementwise.Fill((Kernels.Language.BFloat16)(float)value, Of<Kernels.Language.BFloat16>(y)); break;
        }
    }

    public void Ramp(double start, double step, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Elementwise.Ramp(start, step, Of<float>(y)); break;
            case DType.Float64: Elementwise.Ramp(start, step, Of<double>(y)); break;
            case DType.Int32: Elementwise.Ramp(start, step, Of<int>(y)); break;
            case DType.Int64: Elementwise.Ramp(start, step, Of<long>(y)); break;
            default: throw ShapeException.DTypeOf("ramp", y, "float32, float64, int32 or int64");
        }
    }

    public void Reduce(ReduceOperator op, ReadOnlySpan<int> axes, Tensor x, Tensor y)
    {
        switch (x.DType)
        {
            case DType.Float32: Reductions.Reduce(op, Of<float>(x), Of<float>(y)); break;
            case DType.Float64: Reductions.Reduce(op, Of<double>(x), Of<double>(y)); break;
            case DType.Int32: Reductions.Reduce(op, Of<int>(x), Of<int>(y)); break;
            case DType.Int64: Reductions.Reduce(op, Of<long>(x), Of<long>(y)); break;
            case DType.UInt8 or DType.Bool: Reductions.Reduce(op, Of<byte>(x), Of<byte>(y)); break;
            default: throw StorageOnly(op.ToString(), x);
        }
    }

    public void ArgReduce(bool largest, int axis, Tensor x, Tensor y)
    {
        switch (x.DType)
        {
            case DType.Float32: Reductions.ArgReduce(largest, Of<float>(x), Of<long>(y), axis); break;
            case DType.Float64: Reductions.ArgReduce(largest, Of<double>(x), Of<long>(y), axis); break;
            case DType.Int32: Reductions.ArgReduce(largest, Of<int>(x), Of<long>(y), axis); break;
            case DType.Int64: Reductions.ArgReduce(largest, Of<long>(x), Of<long>(y), axis); break;
            case DType.UInt8 or DType.Bool: Reductions.ArgReduce(largest, Of<byte>(x), Of<long>(y), axis); break;
            default: throw StorageOnly(largest ? "argmax" : "argmin", x);
        }
    }

    /// <summary>The tensor as the kernels see it.</summary>
    private static Strided<T> Of<T>(Tensor x)
        where T : unmanaged => new(x.Address, x.Shape.Span, x.Strides);

    /// <summary>The tensor broadcast to y's shape, by strides that <see cref="Strides"/> found: no view is made.</summary>
    private static Strided<T> Of<T>(Tensor x, ReadOnlySpan<long> strides, Tensor y)
        where T : unmanaged => new(x.Address, y.Shape.Span, strides);

    /// <summary>The strides of x as a tensor of the given shape, which it broadcasts to.</summary>
    private static ReadOnlySpan<long> Strides(Tensor x, Shape shape, Span<long> strides)
    {
        if (x.Shape == shape) return x.Strides;
        strides.Clear();
        for (int i = 1; i <= x.Rank; i++)
            if (x.Shape[^i] != 1) strides[^i] = x.Strides[^i];
        return strides;
    }

    private static ShapeException StorageOnly(string operation, Tensor x) =>
        ShapeException.DTypeOf(operation.ToLowerInvariant(), x, "float32 or float64 (convert with To: this dtype is for storage)");
}
