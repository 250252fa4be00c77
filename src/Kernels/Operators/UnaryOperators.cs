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
    /// <remarks>In three methods, because the runtime loads all types that a method names before it runs it once.</remarks>
    public static void Visit<T, TVisitor>(UnaryOperator op, double a, double b, ref TVisitor visitor)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVisitor : struct, IUnaryVisitor<T>, allows ref struct
    {
        T ta = T.CreateTruncating(a), tb = T.CreateTruncating(b);
        if (!VisitSimple(op, ta, tb, ref visitor) && !VisitActivation(op, ta, tb, ref visitor) && !VisitFunction(op, ta, ref visitor))
            throw new NotSupportedException($"{op}: not defined for {typeof(T).Name}.");
    }

    private static bool VisitSimple<T, TVisitor>(UnaryOperator op, T ta, T tb, ref TVisitor visitor)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVisitor : struct, IUnaryVisitor<T>, allows ref struct
    {
        switch (op)
        {
            case UnaryOperator.Negate: visitor.Visit(default(Negate<T>)); return true;
            case UnaryOperator.Abs: visitor.Visit(default(Abs<T>)); return true;
            case UnaryOperator.Sign: visitor.Visit(default(Sign<T>)); return true;
            case UnaryOperator.Square: visitor.Visit(default(Square<T>)); return true;
            case UnaryOperator.Sqrt: visitor.Visit(default(Sqrt<T>)); return true;
            case UnaryOperator.Rsqrt: visitor.Visit(default(Rsqrt<T>)); return true;
            case UnaryOperator.Reciprocal: visitor.Visit(default(Reciprocal<T>)); return true;
            case UnaryOperator.AddScalar: visitor.Visit(new AddScalar<T>(ta)); return true;
            case UnaryOperator.MultiplyScalar: visitor.Visit(new MultiplyScalar<T>(ta)); return true;
            case UnaryOperator.Clamp: visitor.Visit(new Clamp<T>(ta, tb)); return true;
            case UnaryOperator.Relu: visitor.Visit(default(Relu<T>)); return true;
            case UnaryOperator.LeakyRelu: visitor.Visit(new LeakyRelu<T>(ta)); return true;
            default: return false;
        }
    }

    private static bool VisitActivation<T, TVisitor>(UnaryOperator op, T ta, T tb, ref TVisitor visitor)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVisitor : struct, IUnaryVisitor<T>, allows ref struct
    {
        switch (op)
        {
            case UnaryOperator.Sigmoid: visitor.Visit(default(Sigmoid<T>)); return true;
            case UnaryOperator.Tanh: visitor.Visit(default(Tanh<T>)); return true;
            case UnaryOperator.Gelu: visitor.Visit(default(Gelu<T>)); return true;
            case UnaryOperator.GeluTanh: visitor.Visit(default(GeluTanh<T>)); return true;
            case UnaryOperator.Swish: visitor.Visit(new Swish<T>(ta)); return true;
            case UnaryOperator.Mish: visitor.Visit(default(Mish<T>)); return true;
            case UnaryOperator.Softplus: visitor.Visit(new Softplus<T>(ta, tb)); return true;
            case UnaryOperator.LogSigmoid: visitor.Visit(default(LogSigmoid<T>)); return true;
            case UnaryOperator.Elu: visitor.Visit(new Elu<T>(ta, tb)); return true;
            case UnaryOperator.Hardtanh: visitor.Visit(new Hardtanh<T>(ta, tb)); return true;
            case UnaryOperator.HardSigmoid: visitor.Visit(default(HardSigmoid<T>)); return true;
            case UnaryOperator.HardSwish: visitor.Visit(default(HardSwish<T>)); return true;
            case UnaryOperator.Softsign: visitor.Visit(default(Softsign<T>)); return true;
            case UnaryOperator.TanhShrink: visitor.Visit(default(TanhShrink<T>)); return true;
            case UnaryOperator.Softshrink: visitor.Visit(new Softshrink<T>(ta)); return true;
            case UnaryOperator.Hardshrink: visitor.Visit(new Hardshrink<T>(ta)); return true;
            case UnaryOperator.Threshold: visitor.Visit(new Threshold<T>(ta, tb)); return true;
            default: return false;
        }
    }

    private static bool VisitFunction<T, TVisitor>(UnaryOperator op, T ta, ref TVisitor visitor)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVisitor : struct, IUnaryVisitor<T>, allows ref struct
    {
        switch (op)
        {
            case UnaryOperator.Exp: visitor.Visit(default(Exp<T>)); return true;
            case UnaryOperator.Expm1: visitor.Visit(default(Expm1<T>)); return true;
            case UnaryOperator.Exp2: visitor.Visit(default(Exp2<T>)); return true;
            case UnaryOperator.Log: visitor.Visit(default(Log<T>)); return true;
            case UnaryOperator.Log1p: visitor.Visit(default(Log1p<T>)); return true;
            case UnaryOperator.Log2: visitor.Visit(new LaneByLane<T, Log2>(ta)); return true;
            case UnaryOperator.Log10: visitor.Visit(new LaneByLane<T, Log10>(ta)); return true;
            case UnaryOperator.Sin: visitor.Visit(default(Sin<T>)); return true;
            case UnaryOperator.Cos: visitor.Visit(default(Cos<T>)); return true;
            case UnaryOperator.Tan: visitor.Visit(new LaneByLane<T, Tan>(ta)); return true;
            case UnaryOperator.Asin: visitor.Visit(new LaneByLane<T, Asin>(ta)); return true;
            case UnaryOperator.Acos: visitor.Visit(new LaneByLane<T, Acos>(ta)); return true;
            case UnaryOperator.Atan: visitor.Visit(new LaneByLane<T, Atan>(ta)); return true;
            case UnaryOperator.Sinh: visitor.Visit(new LaneByLane<T, Sinh>(ta)); return true;
            case UnaryOperator.Cosh: visitor.Visit(new LaneByLane<T, Cosh>(ta)); return true;
            case UnaryOperator.Asinh: visitor.Visit(new LaneByLane<T, Asinh>(ta)); return true;
            case UnaryOperator.Acosh: visitor.Visit(new LaneByLane<T, Acosh>(ta)); return true;
            case UnaryOperator.Atanh: visitor.Visit(new LaneByLane<T, Atanh>(ta)); return true;
            case UnaryOperator.Erf: visitor.Visit(default(Erf<T>)); return true;
            case UnaryOperator.Erfc: visitor.Visit(default(Erfc<T>)); return true;
            case UnaryOperator.ErfInv: visitor.Visit(new LaneByLane<T, ErfInv>(ta)); return true;
            case UnaryOperator.LogGamma: visitor.Visit(new LaneByLane<T, LogGamma>(ta)); return true;
            case UnaryOperator.Polygamma: visitor.Visit(new LaneByLane<T, Polygamma>(ta)); return true;
            case UnaryOperator.PowerScalar: visitor.Visit(new LaneByLane<T, PowerScalar>(ta)); return true;
            case UnaryOperator.Floor: visitor.Visit(default(Floor<T>)); return true;
            case UnaryOperator.Ceiling: visitor.Visit(default(Ceiling<T>)); return true;
            case UnaryOperator.Round: visitor.Visit(default(Round<T>)); return true;
            case UnaryOperator.Truncate: visitor.Visit(default(Truncate<T>)); return true;
            case UnaryOperator.Not: visitor.Visit(default(Not<T>)); return true;
            default: return false;
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
