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
    public static Tensor operator -(double s, Tensor a) => -a + s;

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

    /// <summary>−a.</summary>
    public static Tensor operator -(Tensor a) => Apply(UnaryOperator.Negate, a);

    /// <summary>Larger of the two, element by element; NaN if either is.</summary>
    public Tensor Maximum(Tensor other) => Apply(BinaryOperator.Maximum, this, other);

    /// <summary>Smaller of the two, element by element; NaN if either is.</summary>
    public Tensor Minimum(Tensor other) => Apply(BinaryOperator.Minimum, this, other);

    /// <summary>This to the power <paramref name="exponent"/>.</summary>
    public Tensor Pow(Tensor exponent) => Apply(BinaryOperator.Power, this, exponent);

    /// <summary>This to the power <paramref name="exponent"/>.</summary>
    public Tensor Pow(double exponent) =>
        exponent == 2 ? Square() : Dispatcher.Run(new Unary(UnaryOperator.PowerScalar, exponent), AsFloatingPoint());

    /// <summary>x².</summary>
    public Tensor Square() => Apply(UnaryOperator.Square, this);

    /// <summary>|x|.</summary>
    public Tensor Abs() => Apply(UnaryOperator.Abs, this);

    /// <summary>−1, 0 or 1.</summary>
    public Tensor Sign() => Apply(UnaryOperator.Sign, this);

    /// <summary>√x.</summary>
    public Tensor Sqrt() => ApplyFloat(UnaryOperator.Sqrt);

    /// <summary>1/√x.</summary>
    public Tensor Rsqrt() => ApplyFloat(UnaryOperator.Rsqrt);

    /// <summary>1/x.</summary>
    public Tensor Reciprocal() => ApplyFloat(UnaryOperator.Reciprocal);

    /// <summary>eˣ.</summary>
    public Tensor Exp() => ApplyFloat(UnaryOperator.Exp);

    /// <summary>eˣ − 1, exact near 0.</summary>
    public Tensor Expm1() => ApplyFloat(UnaryOperator.Expm1);

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => ApplyFloat(UnaryOperator.Log);

    /// <summary>log(1 + x), exact near 0.</summary>
    public Tensor Log1p() => ApplyFloat(UnaryOperator.Log1p);

    /// <summary>Sine, of radians.</summary>
    public Tensor Sin() => ApplyFloat(UnaryOperator.Sin);

    /// <summary>Cosine, of radians.</summary>
    public Tensor Cos() => ApplyFloat(UnaryOperator.Cos);

    /// <summary>Hyperbolic tangent.</summary>
    public Tensor Tanh() => ApplyFloat(UnaryOperator.Tanh);

    /// <summary>Error function 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    public Tensor Erf() => ApplyFloat(UnaryOperator.Erf);

    /// <summary>max(x, 0).</summary>
    public Tensor Relu() => Apply(UnaryOperator.Relu, this);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public Tensor Sigmoid() => ApplyFloat(UnaryOperator.Sigmoid);

    /// <summary>x · Φ(x), Φ the standard normal's distribution function (arXiv 1606.08415).</summary>
    public Tensor Gelu() => ApplyFloat(UnaryOperator.Gelu);

    /// <summary>x limited to [min, max].</summary>
    public Tensor Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        Dispatcher.Run(new Unary(UnaryOperator.Clamp, min, max), this);

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

    /// <summary>condition ? a : b, with broadcasting and dtype promotion.</summary>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var dtype = DTypes.Promote(a.DType, b.DType);
        return Dispatcher.Run(Primitives.Where.Instance, condition, a.To(dtype), b.To(dtype));
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

    /// <summary>Writes <paramref name="source"/>, broadcast and converted, into this tensor or view.</summary>
    public void CopyFrom(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Dispatcher.RunMany(Assign.Instance, this, source.To(Device).To(DType));
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
        return Dispatcher.Run(new Unary(op, s), x.DType.IsFloatingPoint || (x.DType.IsInteger && double.IsInteger(s)) ? x : x.To(DType.Float32));
    }

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
