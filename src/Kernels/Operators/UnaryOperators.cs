using System.Numerics;

namespace Neuron.Kernels.Operators;

/// <summary>The functions of <see cref="UnaryOperator"/> and their derivatives, for one element.</summary>
internal static class UnaryOperators
{
    /// <summary>f(x).</summary>
    public static T Apply<T>(UnaryOperator op, T x, T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T> => op switch
    {
        UnaryOperator.Negate => -x,
        UnaryOperator.Abs => T.Abs(x),
        UnaryOperator.Sign => T.IsNaN(x) ? x : T.CreateChecked(T.Sign(x)),
        UnaryOperator.Square => x * x,
        UnaryOperator.Sqrt => T.Sqrt(x),
        UnaryOperator.Rsqrt => T.One / T.Sqrt(x),
        UnaryOperator.Reciprocal => T.One / x,
        UnaryOperator.Exp => T.Exp(x),
        UnaryOperator.Expm1 => ScalarMath.Expm1(x),
        UnaryOperator.Log => T.Log(x),
        UnaryOperator.Log1p => ScalarMath.Log1p(x),
        UnaryOperator.Sin => T.Sin(x),
        UnaryOperator.Cos => T.Cos(x),
        UnaryOperator.Tanh => T.Tanh(x),
        UnaryOperator.Erf => ScalarMath.Erf(x),
        UnaryOperator.Floor => T.Floor(x),
        UnaryOperator.Ceiling => T.Ceiling(x),
        UnaryOperator.Round => T.Round(x, MidpointRounding.ToEven),
        UnaryOperator.Truncate => T.Truncate(x),
        UnaryOperator.Relu => x > T.Zero || T.IsNaN(x) ? x : T.Zero,
        UnaryOperator.Sigmoid => ScalarMath.Sigmoid(x),
        UnaryOperator.Gelu => x * ScalarMath.NormalCdf(x),
        UnaryOperator.AddScalar => x + a,
        UnaryOperator.MultiplyScalar => x * a,
        UnaryOperator.PowerScalar => T.Pow(x, a),
        UnaryOperator.Clamp => x < a ? a : x > b ? b : x,
        UnaryOperator.LeakyRelu => x > T.Zero ? x : a * x,
        _ => throw new NotSupportedException($"{op}: not defined for {typeof(T).Name}."),
    };

    /// <summary>f′(x).</summary>
    public static T Derivative<T>(UnaryOperator op, T x, T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T two = T.One + T.One;
        switch (op)
        {
            case UnaryOperator.Negate: return -T.One;
            case UnaryOperator.Abs: return T.IsNaN(x) ? x : T.CreateChecked(T.Sign(x));
            case UnaryOperator.Square: return two * x;
            case UnaryOperator.Sqrt: return T.One / (two * T.Sqrt(x));
            case UnaryOperator.Rsqrt: return -T.One / (two * x * T.Sqrt(x));
            case UnaryOperator.Reciprocal: return -T.One / (x * x);
            case UnaryOperator.Exp or UnaryOperator.Expm1: return T.Exp(x);
            case UnaryOperator.Log: return T.One / x;
            case UnaryOperator.Log1p: return T.One / (T.One + x);
            case UnaryOperator.Sin: return T.Cos(x);
            case UnaryOperator.Cos: return -T.Sin(x);
            case UnaryOperator.Tanh:
                T t = T.Tanh(x);
                return T.One - (t * t);
            case UnaryOperator.Erf: return two / T.Sqrt(T.Pi) * T.Exp(-x * x);
            case UnaryOperator.Sign or UnaryOperator.Floor or UnaryOperator.Ceiling or UnaryOperator.Round or UnaryOperator.Truncate:
                return T.Zero;
            case UnaryOperator.Relu: return x > T.Zero ? T.One : T.Zero;
            case UnaryOperator.Sigmoid:
                T s = ScalarMath.Sigmoid(x);
                return s * (T.One - s);
            case UnaryOperator.Gelu: return ScalarMath.NormalCdf(x) + (x * ScalarMath.NormalDensity(x));
            case UnaryOperator.AddScalar: return T.One;
            case UnaryOperator.MultiplyScalar: return a;
            case UnaryOperator.PowerScalar: return a == T.Zero ? T.Zero : a * T.Pow(x, a - T.One);
            case UnaryOperator.Clamp: return x >= a && x <= b ? T.One : T.Zero;
            case UnaryOperator.LeakyRelu: return x > T.Zero ? T.One : a;
            default: throw new NotSupportedException($"{op}: has no derivative.");
        }
    }
}
