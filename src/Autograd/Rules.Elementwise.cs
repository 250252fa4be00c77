using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] Elementwise =>
    [
        Rule.For<Unary>(g =>
            {
                var kept = UnaryOperators.KeepsOutput(g.Op.Operator) ? g.Y[0] : g.X[0];
                if (g.CreateGraph) return g.Dy * UnaryDerivatives.Of(g.Op, kept);
                if (!g.MayOverwriteDy || g.Dy.DType != kept.DType) return Dispatcher.Run(new UnaryGradient(g.Op.Operator, g.Op.A, g.Op.B), g.Dy, kept);
                Dispatcher.RunMany(new UnaryGradientInPlace(g.Op.Operator, g.Op.A, g.Op.B), g.Dy, kept);
                return g.Dy;
            })
            .Keeps(op => UnaryOperators.KeepsOutput(op.Operator) ? (0, 1) : (1, 0))
            .Cheap(op => op.Operator is not (UnaryOperator.PowerScalar or UnaryOperator.ErfInv or UnaryOperator.LogGamma or UnaryOperator.Polygamma))
            .CheckedOnAllOperators(),
        Rule.For<Binary>(
                g => BinaryDerivatives.ByFirst(g).SumTo(g.Shape(0)),
                g => BinaryDerivatives.BySecond(g).SumTo(g.Shape(1)))
            .Keeps(op => op.Operator is BinaryOperator.Add or BinaryOperator.Subtract ? (0, 0) : (0b11, 0))
            .Cheap(op => op.Operator is not BinaryOperator.Power)
            .CheckedOnAllOperators(),
        Rule.For<Where>(
                g => throw new InvalidOperationException("where: a condition has no gradient."),
                g => Tensor.Where(g.X[0], g.Dy, g.Dy.ZerosLike()).SumTo(g.Shape(1)),
                g => Tensor.Where(g.X[0], g.Dy.ZerosLike(), g.Dy).SumTo(g.Shape(2)))
            .Keeps(inputs: [0])
            .CheckedOn(rng => (Where.Instance, [rng.Normal([3, 4]).Gt(Tensor.Scalar(0)), rng.Normal([4], dtype: DType.Float64), rng.Normal([3, 1], dtype: DType.Float64)])),
        Rule.For<Cast>(g => g.Dy.To(g.DType(0))).CheckedOn(new Cast(DType.Float64), [3]),
        Rule.For<Copy>(g => g.Dy).Cheap().CheckedOn(Copy.Instance, [3, 2]),
        Rule.For<Transfer>(g => g.Dy.To(g.Op.Source)),
    ];

    private static Rule<Unary> CheckedOnAllOperators(this Rule<Unary> rule)
    {
        foreach (var op in Enum.GetValues<UnaryOperator>())
        {
            if (op is UnaryOperator.Not) continue;
            // magnitudes in [0.2, 1.2], both signs where the function is defined for both: away from kinks and poles
            bool positive = op is UnaryOperator.Sqrt or UnaryOperator.Rsqrt or UnaryOperator.Log or UnaryOperator.Log2 or UnaryOperator.Log10
                or UnaryOperator.PowerScalar or UnaryOperator.LogGamma or UnaryOperator.Polygamma;
            double shift = op switch
            {
                UnaryOperator.Acosh => 2.5,
                UnaryOperator.LogGamma or UnaryOperator.Polygamma => 1,
                _ => 0,
            };
            var (a, b) = op switch
            {
                UnaryOperator.PowerScalar => (1.7, 0.0),
                UnaryOperator.Clamp or UnaryOperator.Hardtanh => (-0.7, 0.65),
                UnaryOperator.Polygamma => (0, 0.0),
                UnaryOperator.Softplus => (2, 1.1),
                UnaryOperator.Elu => (0.8, 1.3),
                UnaryOperator.Threshold => (0.1, -2),
                UnaryOperator.Softshrink or UnaryOperator.Hardshrink => (0.1, 0.0),
                _ => (0.3, 0.0),
            };
            rule.CheckedOn(rng =>
            {
                var magnitude = rng.Uniform([3, 4], 0.2, 0.9, DType.Float64);
                var sign = positive ? 1.0 * magnitude.OnesLike() : rng.Normal([3, 4], dtype: DType.Float64).Sign();
                return (new Unary(op, a, b), [(magnitude * sign) + shift]);
            });
        }
        return rule;
    }

    private static Rule<Binary> CheckedOnAllOperators(this Rule<Binary> rule)
    {
        foreach (var op in Enum.GetValues<BinaryOperator>())
            rule.CheckedOn(rng => (Binary.Of(op), [rng.Uniform([3, 1, 4], 0.5, 2.2, DType.Float64), rng.Uniform([2, 1], 2.3, 3, DType.Float64)]));
        return rule;
    }
}
