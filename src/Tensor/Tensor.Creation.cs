using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>A tensor with undefined content.</summary>
    public static Tensor Empty(Shape shape, DType dtype = DType.Float32, Device? device = null) => new(shape, dtype, device ?? Device.Default);

    /// <summary>All elements equal to <paramref name="value"/>, of which an integer dtype takes the whole part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value lies beyond an integer dtype's range.</exception>
    public static Tensor Full(Shape shape, double value, DType dtype = DType.Float32, Device? device = null) =>
        !dtype.IsInteger || dtype.Holds(Math.Truncate(value)) ? Dispatcher.Create(new Fill(shape, dtype, value), device ?? Device.Default)
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"Full: {dtype.Label} holds no such number.");

    /// <summary>All elements 0.</summary>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float32, Device? device = null) => Full(shape, 0, dtype, device);

    /// <summary>All elements 1.</summary>
    public static Tensor Ones(Shape shape, DType dtype = DType.Float32, Device? device = null) => Full(shape, 1, dtype, device);

    /// <summary>A scalar, shape [].</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float32, Device? device = null) => Full([], value, dtype, device);

    /// <summary>A copy of <paramref name="data"/>, in row-major order.</summary>
    /// <exception cref="ShapeException">The number of elements differs from the shape's.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> data, Shape shape, Device? device = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (data.Length != shape.Size)
            throw new ShapeException($"From: {data.Length} elements do not fill shape {shape} ({shape.Size} elements).");
        var y = new Tensor(shape, DTypes.Of<T>(), Device.Cpu);
        if (!data.IsEmpty) data.CopyTo(y.HostSpan<T>());
        return y.To(device ?? Device.Default);
    }

    /// <summary>A copy of <paramref name="data"/>; without a shape, a vector.</summary>
    /// <exception cref="ShapeException">The number of elements differs from the shape's.</exception>
    public static Tensor From<T>(T[] data, Shape? shape = null, Device? device = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        return From<T>(data.AsSpan(), shape ?? [data.Length], device);
    }

    /// <summary>start, start + step, … below (or, with a negative step, above) end.</summary>
    public static Tensor Arange(double start, double end, double step = 1, DType dtype = DType.Float32, Device? device = null)
    {
        if (step == 0) throw new ArgumentException("Arange: step is 0.", nameof(step));
        int n = checked((int)Math.Max(0, Math.Ceiling((end - start) / step)));
        return Dispatcher.Create(new Ramp(n, dtype, start, step), device ?? Device.Default);
    }

    /// <summary>0, 1, … n − 1 as int64.</summary>
    public static Tensor Arange(int n, Device? device = null) => Arange(0, n, 1, DType.Int64, device);

    /// <summary><paramref name="count"/> numbers from start to end, both included.</summary>
    public static Tensor Linspace(double start, double end, int count, DType dtype = DType.Float32, Device? device = null)
    {
        double step = count > 1 ? (end - start) / (count - 1) : 0;
        Tensor Half(int length, double from, double by) => Dispatcher.Create(new Ramp(length, dtype, from, by), device ?? Device.Default);
        return count < 2 ? Half(count, start, 0) : Concat([Half(count / 2, start, step), Half(count - (count / 2), end, -step).Flip(0)]); // ends at end, whatever rounding makes of the steps
    }

    /// <summary>The same shape, dtype and device, all 0.</summary>
    public Tensor ZerosLike() => Full(Shape, 0, DType, Device);

    /// <summary>The same shape, dtype and device, all 1.</summary>
    public Tensor OnesLike() => Full(Shape, 1, DType, Device);
}
