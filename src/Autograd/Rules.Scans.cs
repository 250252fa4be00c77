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
            .CheckedOn(new Scan(ScanOperator.LogSumExp, 1), [2, 4])
            .CheckedOn(rng => (new Scan(ScanOperator.LogSumExp, 0), [Tensor.From([-1000.0, -999.0, 0.5, -3.0, 0.25])])),
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

    // dx_i = Σ_{j≥i} dy_j e^(x_i − y_j) = e^(x_i − y_i) s_i, s_i = dy_i + e^(y_i − y_{i+1}) s_{i+1}: no exponent is above 0
    private static Tensor RunningLogSumExp(Gradient<Scan> g)
    {
        int axis = g.Op.Axis, n = g.Shape(0)[axis];
        if (n == 0) return g.Dy;
        Tensor y = g.Y[0], zero = Tensor.Scalar(0, y.DType, y.Device);
        var isNothing = y.Eq(double.NegativeInfinity); // of exponentials that are 0
        var next = Tensor.Concat([y.Slice(axis, 1), y.Slice(axis, n - 1)], axis);
        var decay = Tensor.Where(isNothing, zero, Tensor.Where(isNothing, zero, y - next).Exp());
        var s = Dispatcher.Run(new LinearScan(axis), decay.Flip(axis), g.Dy.Flip(axis)).Flip(axis);
        return Tensor.Where(isNothing, zero, Tensor.Where(isNothing, zero, g.X[0] - y).Exp() * s);
    }
}
