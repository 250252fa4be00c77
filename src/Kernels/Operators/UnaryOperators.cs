using System.Numerics;

namespace Neuron.Kernels.Operators;

/// <summary>From the name of a unary operator to its type.</summary>
internal static class UnaryOperators
{
    /// <summary>Whether the derivative is found from the output: cheaper than from the input, and the input can be freed.</summary>
    public static bool KeepsOutput(UnaryOperator op) => op is UnaryOperator.Exp or UnaryOperator.Expm1 or UnaryOperator.Exp2
        or UnaryOperator.Sqrt or UnaryOperator.Rsqrt or UnaryOperator.Reciprocal or UnaryOperator.Tanh or UnaryOperator.Sigmoid
        or UnaryOperator.Relu;

    /// <summary>Hands the operator, of floating-point numbers, to the visitor.</summary>
    public static void Visit<T, TVisitor>(UnaryOperator op, double a, double b, ref TVisitor visitor)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVisitor : struct, IUnaryVisitor<T>, allows ref struct
    {
        T ta = T.CreateTruncating(a), tb = T.CreateTruncating(b);
        switch (op)
        {
            case UnaryOperator.Negate: visitor.Visit(default(Negate<T>)); break;
            case UnaryOperator.Abs: visitor.Visit(default(Abs<T>)); break;
            case UnaryOperator.Sign: visitor.Visit(default(Sign<T>)); break;
            case UnaryOperator.Square: visitor.Visit(default(Square<T>)); break;
            case UnaryOperator.Sqrt: visitor.Visit(default(Sqrt<T>)); break;
            case UnaryOperator.Rsqrt: visitor.Visit(default(Rsqrt<T>)); break;
            case UnaryOperator.Reciprocal: visitor.Visit(default(Reciprocal<T>)); break;
            case UnaryOperator.Exp: visitor.Visit(default(Exp<T>)); break;
            case UnaryOperator.Expm1: visitor.Visit(default(Expm1<T>)); break;
            case UnaryOperator.Exp2: visitor.Visit(default(Exp2<T>)); break;
            case UnaryOperator.Log: visitor.Visit(default(Log<T>)); break;
            case UnaryOperator.Log1p: visitor.Visit(default(Log1p<T>)); break;
            case UnaryOperator.Log2: visitor.Visit(new LaneByLane<T, Log2>(ta)); break;
            case UnaryOperator.Log10: visitor.Visit(new LaneByLane<T, Log10>(ta)); break;
            case UnaryOperator.Sin: visitor.Visit(default(Sin<T>)); break;
            case UnaryOperator.Cos: visitor.Visit(default(Cos<T>)); break;
            case UnaryOperator.Tan: visitor.Visit(new LaneByLane<T, Tan>(ta)); break;
            case UnaryOperator.Asin: visitor.Visit(new LaneByLane<T, Asin>(ta)); break;
            case UnaryOperator.Acos: visitor.Visit(new LaneByLane<T, Acos>(ta)); break;
            case UnaryOperator.Atan: visitor.Visit(new LaneByLane<T, Atan>(ta)); break;
            case UnaryOperator.Sinh: visitor.Visit(new LaneByLane<T, Sinh>(ta)); break;
            case UnaryOperator.Cosh: visitor.Visit(new LaneByLane<T, Cosh>(ta)); break;
            case UnaryOperator.Tanh: visitor.Visit(default(Tanh<T>)); break;
            case UnaryOperator.Asinh: visitor.Visit(new LaneByLane<T, Asinh>(ta)); break;
            case UnaryOperator.Acosh: visitor.Visit(new LaneByLane<T, Acosh>(ta)); break;
            case UnaryOperator.Atanh: visitor.Visit(new LaneByLane<T, Atanh>(ta)); break;
            case UnaryOperator.Erf: visitor.Visit(default(Erf<T>)); break;
            case UnaryOperator.Erfc: visitor.Visit(default(Erfc<T>)); break;
            case UnaryOperator.ErfInv: visitor.Visit(new LaneByLane<T, ErfInv>(ta)); break;
            case UnaryOperator.LogGamma: visitor.Visit(new LaneByLane<T, LogGamma>(ta)); break;
            case UnaryOperator.Polygamma: visitor.Visit(new LaneByLane<T, Polygamma>(ta)); break;
            case UnaryOperator.Floor: visitor.Visit(default(Floor<T>)); break;
            case UnaryOperator.Ceiling: visitor.Visit(default(Ceiling<T>)); break;
            case UnaryOperator.Round: visitor.Visit(default(Round<T>)); break;
            case UnaryOperator.Truncate: visitor.Visit(default(Truncate<T>)); break;
            case UnaryOperator.Not: visitor.Visit(default(Not<T>)); break;
            case UnaryOperator.AddScalar: visitor.Visit(new AddScalar<T>(ta)); break;
            case UnaryOperator.MultiplyScalar: visitor.Visit(new MultiplyScalar<T>(ta)); break;
            case UnaryOperator.PowerScalar: visitor.Visit(new LaneByLane<T, PowerScalar>(ta)); break;
            case UnaryOperator.Clamp: visitor.Visit(new Clamp<T>(ta, tb)); break;
            case UnaryOperator.Relu: visitor.Visit(default(Relu<T>)); break;
            case UnaryOperator.LeakyRelu: visitor.Visit(new LeakyRelu<T>(ta)); break;
            case UnaryOperator.Sigmoid: visitor.Visit(default(Sigmoid<T>)); break;
            case UnaryOperator.Gelu: visitor.Visit(default(Gelu<T>)); break;
            case UnaryOperator.GeluTanh: visitor.Visit(default(GeluTanh<T>)); break;
            case UnaryOperator.Swish: visitor.Visit(new Swish<T>(ta)); break;
            case UnaryOperator.Mish: visitor.Visit(default(Mish<T>)); break;
            case UnaryOperator.Softplus: visitor.Visit(new Softplus<T>(ta, tb)); break;
            case UnaryOperator.LogSigmoid: visitor.Visit(default(LogSigmoid<T>)); break;
            case UnaryOperator.Elu: visitor.Visit(new Elu<T>(ta, tb)); break;
            case UnaryOperator.Hardtanh: visitor.Visit(new Hardtanh<T>(ta, tb)); break;
            case UnaryOperator.HardSigmoid: visitor.Visit(default(HardSigmoid<T>)); break;
            case UnaryOperator.HardSwish: visitor.Visit(default(HardSwish<T>)); break;
            case UnaryOperator.Softsign: visitor.Visit(default(Softsign<T>)); break;
            case UnaryOperator.TanhShrink: visitor.Visit(default(TanhShrink<T>)); break;
            case UnaryOperator.Softshrink: visitor.Visit(new Softshrink<T>(ta)); break;
            case UnaryOperator.Hardshrink: visitor.Visit(new Hardshrink<T>(ta)); break;
            case UnaryOperator.Threshold: visitor.Visit(new Threshold<T>(ta, tb)); break;
            default: throw new NotSupportedException($"{op}: not defined for {typeof(T).Name}.");
        }
    }

    /// <summary>Hands the operator, of integers, to the visitor.</summary>
    public static void VisitInteger<T, TVisitor>(UnaryOperator op, double a, double b, ref TVisitor visitor)
        where T : unmanaged, IBinaryInteger<T>
        where TVisitor : struct, IUnaryVisitor<T>, allows ref struct
    {
        switch (op)
        {
            case UnaryOperator.Negate: visitor.Visit(default(Negate<T>)); break;
            case UnaryOperator.Abs: visitor.Visit(default(Abs<T>)); break;
            case UnaryOperator.Sign: visitor.Visit(default(Sign<T>)); break;
            case UnaryOperator.Square: visitor.Visit(default(Square<T>)); break;
            case UnaryOperator.Relu: visitor.Visit(default(Relu<T>)); break;
            case UnaryOperator.Not: visitor.Visit(default(Not<T>)); break;
            case UnaryOperator.AddScalar: visitor.Visit(new AddScalar<T>(T.CreateTruncating((long)a))); break;
            case UnaryOperator.MultiplyScalar: visitor.Visit(new MultiplyScalar<T>(T.CreateTruncating((long)a))); break;
            case UnaryOperator.Clamp: visitor.Visit(new Clamp<T>(T.CreateSaturating(a), T.CreateSaturating(b))); break;
            default: throw new NotSupportedException($"{op}: not defined for integers; convert to a floating-point dtype first.");
        }
    }
}
