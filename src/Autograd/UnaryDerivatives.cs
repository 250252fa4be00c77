using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>f′(x) of every unary operator, in Tensor operations: what gradients of gradients differentiate.</summary>
internal static class UnaryDerivatives
{
    public static Tensor Of(Unary op, Tensor x) => op.Operator switch
    {
        UnaryOperator.Negate => -x.OnesLike(),
        UnaryOperator.Abs => x.Sign(),
        UnaryOperator.Square => x * 2,
        UnaryOperator.Sqrt => x.Rsqrt() * 0.5,
        UnaryOperator.Rsqrt => x.Pow(-1.5) * -0.5,
        UnaryOperator.Reciprocal => -x.Square().Reciprocal(),
        UnaryOperator.Exp or UnaryOperator.Expm1 => x.Exp(),
        UnaryOperator.Log => x.Reciprocal(),
        UnaryOperator.Log1p => (x + 1).Reciprocal(),
        UnaryOperator.Sin => x.Cos(),
        UnaryOperator.Cos => -x.Sin(),
        UnaryOperator.Tanh => 1 - x.Tanh().Square(),
        UnaryOperator.Erf => (-x.Square()).Exp() * (2 / Math.Sqrt(Math.PI)),
        UnaryOperator.Sign or UnaryOperator.Floor or UnaryOperator.Ceiling or UnaryOperator.Round or UnaryOperator.Truncate => x.ZerosLike(),
        UnaryOperator.Relu => x.Gt(x.ZerosLike()).To(x.DType),
        UnaryOperator.Sigmoid => x.Sigmoid() * (1 - x.Sigmoid()),
        UnaryOperator.Gelu => ((x * Math.Sqrt(0.5)).Erf() + 1) * 0.5 + (x * ((x.Square() * -0.5).Exp() * (1 / Math.Sqrt(2 * Math.PI)))),
        UnaryOperator.AddScalar => x.OnesLike(),
        UnaryOperator.MultiplyScalar => Tensor.Full(x.Shape, op.A, x.DType, x.Device),
        UnaryOperator.PowerScalar => op.A == 0 ? x.ZerosLike() : x.Pow(op.A - 1) * op.A,
        UnaryOperator.Clamp => Tensor.Where(x.Ge(x.ZerosLike() + op.A), x.Le(x.ZerosLike() + op.B).To(x.DType), x.ZerosLike()),
        UnaryOperator.LeakyRelu => Tensor.Where(x.Gt(x.ZerosLike()), x.OnesLike(), Tensor.Full(x.Shape, op.A, x.DType, x.Device)),
        _ => throw new NotSupportedException($"{op.Name}: has no derivative."),
    };
}
