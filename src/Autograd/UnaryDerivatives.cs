using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>
/// f′ of every unary operator, in Tensor operations: what gradients of gradients differentiate. From y = f(x) for the operators
/// of <see cref="UnaryOperators.KeepsOutput"/>, from x for the others.
/// </summary>
internal static class UnaryDerivatives
{
    public static Tensor Of(Unary op, Tensor kept) => UnaryOperators.KeepsOutput(op.Operator) ? FromOutput(op, kept) : FromInput(op, kept);

    private static Tensor FromOutput(Unary op, Tensor y) => op.Operator switch
    {
        UnaryOperator.Exp => y,
        UnaryOperator.Expm1 => y + 1,
        UnaryOperator.Exp2 => y * Math.Log(2),
        UnaryOperator.Sqrt => y.Reciprocal() * 0.5,
        UnaryOperator.Rsqrt => y * y * y * -0.5,
        UnaryOperator.Reciprocal => -y.Square(),
        UnaryOperator.Tanh => 1 - y.Square(),
        UnaryOperator.Sigmoid => y * (1 - y),
        UnaryOperator.Relu => y.Gt(0).To(y.DType),
        _ => throw new NotSupportedException($"{op.Name}: has no derivative in terms of its output."),
    };

    private static Tensor FromInput(Unary op, Tensor x) => op.Operator switch
    {
        UnaryOperator.Negate => -x.OnesLike(),
        UnaryOperator.Abs => x.Sign(),
        UnaryOperator.Square => x * 2,
        UnaryOperator.Log => x.Reciprocal(),
        UnaryOperator.Log2 => x.Reciprocal() * (1 / Math.Log(2)),
        UnaryOperator.Log10 => x.Reciprocal() * (1 / Math.Log(10)),
        UnaryOperator.Log1p => (x + 1).Reciprocal(),
        UnaryOperator.Sin => x.Cos(),
        UnaryOperator.Cos => -x.Sin(),
        UnaryOperator.Tan => x.Tan().Square() + 1,
        UnaryOperator.Asin => (1 - x.Square()).Rsqrt(),
        UnaryOperator.Acos => -(1 - x.Square()).Rsqrt(),
        UnaryOperator.Atan => (x.Square() + 1).Reciprocal(),
        UnaryOperator.Sinh => x.Cosh(),
        UnaryOperator.Cosh => x.Sinh(),
        UnaryOperator.Asinh => (x.Square() + 1).Rsqrt(),
        UnaryOperator.Acosh => (x.Square() - 1).Rsqrt(),
        UnaryOperator.Atanh => (1 - x.Square()).Reciprocal(),
        UnaryOperator.Erf => GaussianSlope(x),
        UnaryOperator.Erfc => -GaussianSlope(x),
        UnaryOperator.ErfInv => x.ErfInv().Square().Exp() * (Math.Sqrt(Math.PI) / 2),
        UnaryOperator.LogGamma => x.Polygamma(0),
        UnaryOperator.Polygamma => x.Polygamma((int)op.A + 1),
        UnaryOperator.Sign or UnaryOperator.Floor or UnaryOperator.Ceiling or UnaryOperator.Round or UnaryOperator.Truncate => x.ZerosLike(),
        UnaryOperator.AddScalar => x.OnesLike(),
        UnaryOperator.MultiplyScalar => Constant(x, op.A),
        UnaryOperator.PowerScalar => op.A == 0 ? x.ZerosLike() : x.Pow(op.A - 1) * op.A,
        _ => OfActivation(op, x),
    };

    private static Tensor OfActivation(Unary op, Tensor x)
    {
        switch (op.Operator)
        {
            case UnaryOperator.Clamp: return Inside(x, x.Ge(op.A), x.Le(op.B));
            case UnaryOperator.Hardtanh: return Inside(x, x.Gt(op.A), x.Lt(op.B));
            case UnaryOperator.HardSigmoid: return Inside(x, x.Gt(-3), x.Lt(3)) * (1.0 / 6);
            case UnaryOperator.LeakyRelu: return Tensor.Where(x.Gt(0), x.OnesLike(), Constant(x, op.A));
            case UnaryOperator.Elu: return Tensor.Where(x.Gt(0), x.OnesLike(), (x * op.B).Exp() * (op.A * op.B));
            case UnaryOperator.Gelu: return (((x * Math.Sqrt(0.5)).Erf() + 1) * 0.5) + (x * GaussianSlope(x * Math.Sqrt(0.5)) * Math.Sqrt(0.125));
            case UnaryOperator.GeluTanh:
                // x · sigmoid(x(c₀ + c₁x²))
                double c0 = 2 * Math.Sqrt(2 / Math.PI), c1 = c0 * 0.044715;
                var s = (x * ((x.Square() * c1) + c0)).Sigmoid();
                return s + (x * s * (1 - s) * ((x.Square() * (3 * c1)) + c0));
            case UnaryOperator.Swish:
                var w = (x * op.A).Sigmoid();
                return w + (x * op.A * w * (1 - w));
            case UnaryOperator.Mish:
                var t = x.Softplus().Tanh();
                return t + (x * x.Sigmoid() * (1 - t.Square()));
            case UnaryOperator.Softplus: return Tensor.Where((x * op.A).Gt(op.B), x.OnesLike(), (x * op.A).Sigmoid());
            case UnaryOperator.LogSigmoid: return (-x).Sigmoid();
            case UnaryOperator.HardSwish: return Tensor.Where(x.Lt(-3), x.ZerosLike(), Tensor.Where(x.Lt(3), (x * (1.0 / 3)) + 0.5, x.OnesLike()));
            case UnaryOperator.Softsign: return (x.Abs() + 1).Square().Reciprocal();
            case UnaryOperator.TanhShrink: return x.Tanh().Square();
            case UnaryOperator.Softshrink or UnaryOperator.Hardshrink: return x.Abs().Gt(op.A).To(x.DType);
            case UnaryOperator.Threshold: return x.Gt(op.A).To(x.DType);
            default: throw new NotSupportedException($"{op.Name}: has no derivative.");
        }
    }

    private static Tensor GaussianSlope(Tensor x) => (-x.Square()).Exp() * (2 / Math.Sqrt(Math.PI));

    private static Tensor Inside(Tensor x, Tensor above, Tensor below) => Tensor.Where(above, below.To(x.DType), x.ZerosLike());

    private static Tensor Constant(Tensor x, double value) => Tensor.Full(x.Shape, value, x.DType, x.Device);
}
