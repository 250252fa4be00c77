using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Where this equals the other, element by element.</summary>
    public Tensor Eq(Tensor other) => Apply(CompareOperator.Equal, this, other);

    /// <summary>Where this differs from the other.</summary>
    public Tensor Ne(Tensor other) => Apply(CompareOperator.NotEqual, this, other);

    /// <summary>Where this is less than the other.</summary>
    public Tensor Lt(Tensor other) => Apply(CompareOperator.Less, this, other);

    /// <summary>Where this is less than or equal to the other.</summary>
    public Tensor Le(Tensor other) => Apply(CompareOperator.LessOrEqual, this, other);

    /// <summary>Where this is greater than the other.</summary>
    public Tensor Gt(Tensor other) => Apply(CompareOperator.Greater, this, other);

    /// <summary>Where this is greater than or equal to the other.</summary>
    public Tensor Ge(Tensor other) => Apply(CompareOperator.GreaterOrEqual, this, other);

    /// <summary>Where this equals a number.</summary>
    public Tensor Eq(double value) => CompareScalar(CompareOperator.Equal, value);

    /// <summary>Where this differs from a number.</summary>
    public Tensor Ne(double value) => CompareScalar(CompareOperator.NotEqual, value);

    /// <summary>Where this is less than a number.</summary>
    public Tensor Lt(double value) => CompareScalar(CompareOperator.Less, value);

    /// <summary>Where this is at most a number.</summary>
    public Tensor Le(double value) => CompareScalar(CompareOperator.LessOrEqual, value);

    /// <summary>Where this is greater than a number.</summary>
    public Tensor Gt(double value) => CompareScalar(CompareOperator.Greater, value);

    /// <summary>Where this is at least a number.</summary>
    public Tensor Ge(double value) => CompareScalar(CompareOperator.GreaterOrEqual, value);

    /// <summary>Where both are true (not 0).</summary>
    public Tensor And(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Dispatcher.Run(Binary.Of(BinaryOperator.Minimum), To(DType.Bool), other.To(DType.Bool));
    }

    /// <summary>Where one or both are true (not 0).</summary>
    public Tensor Or(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Dispatcher.Run(Binary.Of(BinaryOperator.Maximum), To(DType.Bool), other.To(DType.Bool));
    }

    /// <summary>Where exactly one is true (not 0).</summary>
    public Tensor Xor(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return To(DType.Bool).Ne(other.To(DType.Bool));
    }

    /// <summary>Where this is false (0).</summary>
    public Tensor Not() => Dispatcher.Run(Unary.Of(UnaryOperator.Not), To(DType.Bool));

    /// <summary>Where this is not a number.</summary>
    public Tensor IsNaN() => Ne(this);

    /// <summary>Where this is plus or minus infinity.</summary>
    public Tensor IsInfinity() => Abs().Eq(double.PositiveInfinity);

    /// <summary>Where this is neither infinite nor NaN.</summary>
    public Tensor IsFinite() => Abs().Lt(double.PositiveInfinity);

    /// <summary>condition ? a : b, with broadcasting and dtype promotion.</summary>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var dtype = DTypes.Promote(a.DType, b.DType);
        return Dispatcher.Run(Primitives.Where.Instance, condition, a.To(dtype), b.To(dtype));
    }

    private Tensor CompareScalar(CompareOperator op, double value)
    {
        // an integer tensor is compared with a number that is none of its own as floating point, wide enough for its integers
        var x = DType.IsFloatingPoint || DType.Holds(value) ? this : To(DType is DType.Int32 or DType.Int64 ? DType.Float64 : DType.Float32);
        return Dispatcher.Run(Primitives.Compare.Of(op), x, Scalar(value, x.DType, Device));
    }
}
