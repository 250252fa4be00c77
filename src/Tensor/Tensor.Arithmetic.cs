using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>a + b, with broadcasting and dtype promotion.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => Apply(BinaryOperator.Add, a, b);

    /// <summary>a − b, with broadcasting and dtype promotion.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Apply(BinaryOperator.Subtract, a, b);

    /// <summary>a · b element by element, with broadcasting and dtype promotion.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Apply(BinaryOperator.Multiply, a, b);

    /// <summary>a / b, with broadcasting; integers divide as float32.</summary>
    public static Tensor operator /(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Apply(BinaryOperator.Divide, a.AsFloatingPoint(), b.AsFloatingPoint());
    }

    /// <summary>a + s.</summary>
    public static Tensor operator +(Tensor a, double s) => ApplyScalar(UnaryOperator.AddScalar, a, s);

    /// <summary>s + a.</summary>
    public static Tensor operator +(double s, Tensor a) => a + s;

    /// <summary>a − s.</summary>
    public static Tensor operator -(Tensor a, double s) => a + (-s);

    /// <summary>s − a.</summary>
    public static Tensor operator -(double s, Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return -a.Fitting(s) + s; // converted before the sign changes: bytes and bools have none
    }

    /// <summary>a · s.</summary>
    public static Tensor operator *(Tensor a, double s) => ApplyScalar(UnaryOperator.MultiplyScalar, a, s);

    /// <summary>s · a.</summary>
    public static Tensor operator *(double s, Tensor a) => a * s;

    /// <summary>a / s.</summary>
    public static Tensor operator /(Tensor a, double s)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.AsFloatingPoint() / Scalar(s, a.AsFloatingPoint().DType, a.Device);
    }

    /// <summary>s / a.</summary>
    public static Tensor operator /(double s, Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.Reciprocal() * s;
    }

    /// <summary>−a; of bools as float32.</summary>
    public static Tensor operator -(Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return Apply(UnaryOperator.Negate, a.DType == DType.Bool ? a.To(DType.Float32) : a);
    }

    /// <summary>Matrix product over the last two axes; a vector counts as a row on the left and as a column on the right.</summary>
    /// <exception cref="ShapeException">The inner lengths differ, or the leading axes do not broadcast.</exception>
    public Tensor MatMul(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rank == 0 || other.Rank == 0) throw ShapeException.Expected("matmul", "two tensors of at least one axis", Rank == 0 ? this : other);
        if (Rank == 1) return Unsqueeze(0).MatMul(other).Squeeze(other.Rank == 1 ? 0 : -2);
        if (other.Rank == 1) return MatMul(other.Unsqueeze(1)).Squeeze(-1);
        var dtype = DTypes.Promote(DType, other.DType);
        return Dispatcher.Run(Primitives.MatMul.Instance, To(dtype), other.To(dtype));
    }

    /// <summary>Writes <paramref name="source"/>, broadcast and converted, into this tensor or view, which may lie on the source.</summary>
    /// <exception cref="ShapeException">The source does not broadcast to this shape, or this is itself a broadcast view, elements of which share memory.</exception>
    public void CopyFrom(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        for (int i = 0; i < Rank; i++)
            if (Strides[i] == 0 && Shape[i] > 1) throw new ShapeException($"CopyFrom: axis {i} of {Shape} is broadcast, its elements share memory; write into a Clone.");
        source = source.To(Device).To(DType);
        if (IsSameViewAs(source)) return;
        Dispatcher.RunMany(Assign.Instance, this, Overlaps(source) ? source.Clone() : source);
    }

    private bool IsSameViewAs(Tensor other) =>
        ReferenceEquals(Storage, other.Storage) && Offset == other.Offset && Shape == other.Shape && Strides.SequenceEqual(other.Strides);

    /// <summary>Whether writing this changes elements of another tensor before they are read there.</summary>
    private bool Overlaps(Tensor other)
    {
        if (!ReferenceEquals(Storage, other.Storage) || Size == 0 || other.Size == 0) return false;
        var (first, last) = Reach();
        var (otherFirst, otherLast) = other.Reach();
        return first <= otherLast && otherFirst <= last;
    }

    /// <summary>The first and the last element of the memory that this may touch.</summary>
    private (long First, long Last) Reach()
    {
        long first = Offset, last = Offset;
        for (int i = 0; i < Rank; i++)
        {
            long span = Strides[i] * (Shape[i] - 1L);
            if (span < 0) first += span;
            else last += span;
        }
        return (first, last);
    }

    internal Tensor AsFloatingPoint() => DType.IsFloatingPoint ? this : To(DType.Float32);

    private static Tensor Apply(UnaryOperator op, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Dispatcher.Run(Unary.Of(op), x);
    }

    private Tensor ApplyFloat(UnaryOperator op) => Dispatcher.Run(Unary.Of(op), AsFloatingPoint());

    private static Tensor ApplyScalar(UnaryOperator op, Tensor x, double s)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Dispatcher.Run(new Unary(op, s), x.Fitting(s));
    }

    /// <summary>As arithmetic with a number takes this: integers with a fraction or a number beyond their range, and bools, as float32.</summary>
    private Tensor Fitting(double s) =>
        DType.IsFloatingPoint || DType.Holds(s) || (DType == DType.UInt8 && DType.Holds(-s)) ? this : To(DType.Float32); // bytes minus 1 is bytes plus −1

    private static Tensor Apply(BinaryOperator op, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.DType == b.DType && a.DType != DType.Bool) return Dispatcher.Run(Binary.Of(op), a, b);
        var dtype = DTypes.Promote(DTypes.Promote(a.DType, b.DType), DType.UInt8);
        return Dispatcher.Run(Binary.Of(op), a.To(dtype), b.To(dtype));
    }

    private static Tensor Apply(CompareOperator op, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(b);
        var dtype = DTypes.Promote(a.DType, b.DType);
        return Dispatcher.Run(Primitives.Compare.Of(op), a.To(dtype), b.To(dtype));
    }
}
