using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] Scans =>
    [
        Rule.For<Scan>(g => g.Op.Operator switch
            {
                ScanOperator.Sum => SumFrom(g.Dy, g.Op.Axis),
                ScanOperator.Product => RunningProduct(g),
                _ => RunningLogSumExp(g),
            })
            .Keeps(op => op.Operator is ScanOperator.Sum ? (0, 0) : op.Operator is ScanOperator.Product ? (1, 0) : (1, 1))
            .CheckedOn(new Scan(ScanOperator.Sum, 1), [2, 3, 2])
            .CheckedOn(new Scan(ScanOperator.Product, 0), [4, 2])
            .CheckedOn(rng => (new Scan(ScanOperator.Product, 0), [Tensor.From([0.5, 0.0, 2.0, 0.0, 3.0])]))
            .CheckedOn(new Scan(ScanOperator.LogSumExp, 1), [2, 4]),
        Rule.ForAll<LinearScan>(g =>
            {
                // s_i = dy_i + a_{i+1} s_{i+1}: the same recurrence from the end
                int axis = g.Op.Axis;
                var s = Dispatcher.Run(g.Op, Shifted(g.X[0].Flip(axis), axis), g.Dy.Flip(axis)).Flip(axis);
                return [g.Needs(0) ? s * Shifted(g.Y[0], axis) : null, g.Needs(1) ? s : null];
            })
            .Keeps(inputs: [0], outputs: [0])
            .CheckedOn(new LinearScan(1), [2, 4, 2], [2, 4, 2]),
    ];

    /// <summary>Σ over j ≥ i of x_j.</summary>
    private static Tensor SumFrom(Tensor x, int axis) => x.Flip(axis).CumSum(axis).Flip(axis);

    /// <summary>Moved by one along the axis, with a zero in front.</summary>
    private static Tensor Shifted(Tensor x, int axis)
    {
        int n = x.Shape[axis];
        return n == 0 ? x : Tensor.Concat([x.Slice(axis, 0, 1).ZerosLike(), x.Slice(axis, 0, n - 1)], axis);
    }

    // dx_i = ∏_{k<i} x_k · Σ_{j≥i} dy_j ∏_{i<k≤j} x_k: a product in front and a linear recurrence from behind, right at zeros too
    private static Tensor RunningProduct(Gradient<Scan> g)
    {
        int axis = g.Op.Axis, n = g.Shape(0)[axis];
        if (n == 0) return g.Dy;
        var x = g.X[0];
        var first = x.Slice(axis, 0, 1);
        var before = Tensor.Concat([first.OnesLike(), x.Slice(axis, 0, n - 1)], axis).CumProd(axis);
        var behind = Dispatcher.Run(new LinearScan(axis), Shifted(x.Flip(axis), axis), g.Dy.Flip(axis)).Flip(axis);
        return before * behind;
    }

    // dx_i = Σ_{j≥i} dy_j e^(x_i − y_j), with the largest x taken out of both exponents
    private static Tensor RunningLogSumExp(Gradient<Scan> g)
    {
        var largest = g.X[0].Detach().Max(g.Op.Axis, keepDims: true);
        return (g.X[0] - largest).Exp() * SumFrom(g.Dy * (largest - g.Y[0]).Exp(), g.Op.Axis);
    }
}
