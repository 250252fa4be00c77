using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>dy · ∂f/∂a and dy · ∂f/∂b of every binary operator, of the broadcast shape.</summary>
internal static class BinaryDerivatives
{
    public static Tensor ByFirst(Gradient<Binary> g) => g.Op.Operator switch
    {
        BinaryOperator.Add or BinaryOperator.Subtract => g.Dy,
        BinaryOperator.Multiply => g.Dy * g.X[1],
        BinaryOperator.Divide => g.Dy / g.X[1],
        BinaryOperator.Power => g.Dy * g.X[1] * g.X[0].Pow(ExponentBelow(g.X[0], g.X[1])),
        BinaryOperator.Maximum => g.Dy * Share(g.X[0].Ge(g.X[1]), g),
        BinaryOperator.Minimum => g.Dy * Share(g.X[0].Le(g.X[1]), g),
        BinaryOperator.Remainder or BinaryOperator.TruncatedRemainder => g.Dy,
        BinaryOperator.Atan2 => g.Dy * g.X[1] / (g.X[0].Square() + g.X[1].Square()),
        BinaryOperator.Hypot => g.Dy * g.X[0] / g.X[0].Hypot(g.X[1]),
        BinaryOperator.LogAddExp => g.Dy * (g.X[0] - g.X[1]).Sigmoid(),
        _ => throw new NotSupportedException($"{g.Op.Name}: has no derivative."),
    };

    public static Tensor BySecond(Gradient<Binary> g) => g.Op.Operator switch
    {
        BinaryOperator.Add => g.Dy,
        BinaryOperator.Subtract => -g.Dy,
        BinaryOperator.Multiply => g.Dy * g.X[0],
        BinaryOperator.Divide => -(g.Dy * g.X[0] / g.X[1].Square()),
        BinaryOperator.Power => g.Dy * g.X[0].Pow(g.X[1]) * BaseOfLog(g.X[0], g.X[1]).Log(),
        BinaryOperator.Maximum => g.Dy * Share(g.X[1].Ge(g.X[0]), g),
        BinaryOperator.Minimum => g.Dy * Share(g.X[1].Le(g.X[0]), g),
        BinaryOperator.Remainder => -(g.Dy * (g.X[0] / g.X[1]).Floor()),
        BinaryOperator.TruncatedRemainder => -(g.Dy * (g.X[0] / g.X[1]).Truncate()),
        BinaryOperator.Atan2 => -(g.Dy * g.X[0] / (g.X[0].Square() + g.X[1].Square())),
        BinaryOperator.Hypot => g.Dy * g.X[1] / g.X[0].Hypot(g.X[1]),
        BinaryOperator.LogAddExp => g.Dy * (g.X[1] - g.X[0]).Sigmoid(),
        _ => throw new NotSupportedException($"{g.Op.Name}: has no derivative."),
    };

    // b − 1 for b · a^(b − 1), which is 0 and not 0 · ∞ where a and b are 0
    private static Tensor ExponentBelow(Tensor a, Tensor b) => Tensor.Where(a.Eq(0).And(b.Eq(0)), Tensor.Scalar(1, b.DType, b.Device), b - 1);

    // a for a^b · log a, which is 0 and not 0 · −∞ where a is 0 and b is not negative
    private static Tensor BaseOfLog(Tensor a, Tensor b) => Tensor.Where(a.Eq(0).And(b.Ge(0)), Tensor.Scalar(1, a.DType, a.Device), a);

    // equal operands share the gradient of a maximum, as in PyTorch
    private static Tensor Share(Tensor chosen, Gradient<Binary> g) =>
        chosen.To(g.Dy.DType) * (1 - (g.X[0].Eq(g.X[1]).To(g.Dy.DType) * 0.5));
}
