using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Larger of the two, element by element; NaN if either is.</summary>
    public Tensor Maximum(Tensor other) => Apply(BinaryOperator.Maximum, this, other);

    /// <summary>Smaller of the two, element by element; NaN if either is.</summary>
    public Tensor Minimum(Tensor other) => Apply(BinaryOperator.Minimum, this, other);

    /// <summary>This to the power <paramref name="exponent"/>; of integers exact, wrapping, and 1/b rounded towards zero (0 for b = 0) where it is negative.</summary>
    public Tensor Pow(Tensor exponent) => Apply(BinaryOperator.Power, this, exponent);

    /// <summary>This to the power <paramref name="exponent"/>; of integers an integer if the exponent is a whole number from 0 up, else as float32.</summary>
    public Tensor Pow(double exponent) =>
        DType.IsInteger && exponent >= 0 && DType.Holds(exponent) ? exponent switch { 1 => this, 2 => Square(), _ => Pow(Scalar(exponent, DType, Device)) }
        : exponent switch
        {
            1 => AsFloatingPoint(),
            2 => AsFloatingPoint().Square(),
            0.5 => Sqrt(),
            -0.5 => Rsqrt(),
            -1 => Reciprocal(),
            _ => Dispatcher.Run(new Unary(UnaryOperator.PowerScalar, exponent), AsFloatingPoint()),
        };

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

    /// <summary>2ˣ.</summary>
    public Tensor Exp2() => ApplyFloat(UnaryOperator.Exp2);

    /// <summary>Logarithm to base 2.</summary>
    public Tensor Log2() => ApplyFloat(UnaryOperator.Log2);

    /// <summary>Logarithm to base 10.</summary>
    public Tensor Log10() => ApplyFloat(UnaryOperator.Log10);

    /// <summary>Tangent, of radians.</summary>
    public Tensor Tan() => ApplyFloat(UnaryOperator.Tan);

    /// <summary>Arc sine, in radians.</summary>
    public Tensor Asin() => ApplyFloat(UnaryOperator.Asin);

    /// <summary>Arc cosine, in radians.</summary>
    public Tensor Acos() => ApplyFloat(UnaryOperator.Acos);

    /// <summary>Arc tangent, in radians.</summary>
    public Tensor Atan() => ApplyFloat(UnaryOperator.Atan);

    /// <summary>Hyperbolic sine.</summary>
    public Tensor Sinh() => ApplyFloat(UnaryOperator.Sinh);

    /// <summary>Hyperbolic cosine.</summary>
    public Tensor Cosh() => ApplyFloat(UnaryOperator.Cosh);

    /// <summary>Inverse of the hyperbolic sine.</summary>
    public Tensor Asinh() => ApplyFloat(UnaryOperator.Asinh);

    /// <summary>Inverse of the hyperbolic cosine.</summary>
    public Tensor Acosh() => ApplyFloat(UnaryOperator.Acosh);

    /// <summary>Inverse of the hyperbolic tangent.</summary>
    public Tensor Atanh() => ApplyFloat(UnaryOperator.Atanh);

    /// <summary>1 − erf(x), exact in the upper tail.</summary>
    public Tensor Erfc() => ApplyFloat(UnaryOperator.Erfc);

    /// <summary>Inverse of the error function, of numbers in (−1, 1).</summary>
    public Tensor ErfInv() => ApplyFloat(UnaryOperator.ErfInv);

    /// <summary>log |Γ(x)|.</summary>
    public Tensor LogGamma() => ApplyFloat(UnaryOperator.LogGamma);

    /// <summary>Digamma, the derivative of log Γ.</summary>
    public Tensor Digamma() => Polygamma(0);

    /// <summary>Derivative number <paramref name="order"/> of digamma.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative.</exception>
    public Tensor Polygamma(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        return Dispatcher.Run(new Unary(UnaryOperator.Polygamma, order), AsFloatingPoint());
    }

    /// <summary>Largest integer not above x.</summary>
    public Tensor Floor() => ApplyFloat(UnaryOperator.Floor);

    /// <summary>Smallest integer not below x.</summary>
    public Tensor Ceiling() => ApplyFloat(UnaryOperator.Ceiling);

    /// <summary>Nearest integer, halves to the even one.</summary>
    public Tensor Round() => ApplyFloat(UnaryOperator.Round);

    /// <summary>The integer towards zero.</summary>
    public Tensor Truncate() => ApplyFloat(UnaryOperator.Truncate);

    /// <summary>x − truncate(x), with the sign of x.</summary>
    public Tensor Frac() => AsFloatingPoint() - Truncate();

    /// <summary>log(x / (1 − x)), the inverse of sigmoid.</summary>
    public Tensor Logit() => Log() - (-AsFloatingPoint()).Log1p();

    /// <summary>Remainder with the sign of the divisor, as Python's %; of integers by 0 it is 0.</summary>
    public Tensor Remainder(Tensor divisor) => Apply(BinaryOperator.Remainder, this, divisor);

    /// <summary>Remainder with the sign of this, as C's fmod; of integers by 0 it is 0.</summary>
    public Tensor Fmod(Tensor divisor) => Apply(BinaryOperator.TruncatedRemainder, this, divisor);

    /// <summary>The quotient rounded down; of integers an integer, exact, and 0 where they are divided by 0.</summary>
    public Tensor FloorDivide(Tensor divisor)
    {
        if (!AreIntegers(this, divisor)) return FloorDivideReal(AsFloatingPoint(), divisor.AsFloatingPoint());
        // towards zero, and one less where something of another sign than the divisor is left
        Tensor quotient = TruncateDivide(divisor), rest = Fmod(divisor), isBelow = rest.Ne(0).And(rest.Lt(0).Ne(divisor.Lt(0)));
        return quotient - isBelow.To(quotient.DType);
    }

    // what is left decides, as Python and PyTorch have it: 1/0.1 is 10 only by rounding, 1 holds 0.1f nine times
    private static Tensor FloorDivideReal(Tensor a, Tensor b)
    {
        Tensor rest = a.Fmod(b), quotient = a / b, whole = ((a - rest) / b) - rest.Ne(0).And(rest.Lt(0).Ne(b.Lt(0))).To(quotient.DType);
        return Where(b.Eq(0), quotient, whole.Round()).Floor(); // a whole number but for rounding
    }

    /// <summary>The quotient rounded towards zero; of integers an integer, exact, and 0 where they are divided by 0.</summary>
    public Tensor TruncateDivide(Tensor divisor) =>
        AreIntegers(this, divisor) ? Apply(BinaryOperator.Divide, this, divisor) : (this / divisor).Truncate();

    /// <summary>Angle of the point (x, y = this), in radians.</summary>
    public Tensor Atan2(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Apply(BinaryOperator.Atan2, AsFloatingPoint(), x.AsFloatingPoint());
    }

    /// <summary>√(this² + other²), without overflow.</summary>
    public Tensor Hypot(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Apply(BinaryOperator.Hypot, AsFloatingPoint(), other.AsFloatingPoint());
    }

    /// <summary>log(e^this + e^other), without overflow.</summary>
    public Tensor LogAddExp(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Apply(BinaryOperator.LogAddExp, AsFloatingPoint(), other.AsFloatingPoint());
    }

    /// <summary>this + weight · (end − this).</summary>
    public Tensor Lerp(Tensor end, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(end);
        return this + (weight * (end - this));
    }

    /// <summary>this + weight · (end − this).</summary>
    public Tensor Lerp(Tensor end, double weight)
    {
        ArgumentNullException.ThrowIfNull(end);
        return this + ((end - this) * weight);
    }

    /// <summary>x limited to [min, max]; integers as float32 where a limit is none of their dtype.</summary>
    public Tensor Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        bool Fits(double bound, bool isBeyond) => DType.Holds(bound) || (isBeyond && (double.IsInteger(bound) || double.IsInfinity(bound)));
        bool fits = !DType.IsInteger || (Fits(min, min < 0) && Fits(max, max > 0));
        return Dispatcher.Run(new Unary(UnaryOperator.Clamp, min, max), fits ? this : To(DType.Float32));
    }

    private static bool AreIntegers(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(b);
        return a.DType.IsInteger && b.DType.IsInteger;
    }
}
