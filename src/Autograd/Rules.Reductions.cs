using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] Reductions =>
    [
        Rule.For<Reduce>(g => g.Op.Operator switch
            {
                ReduceOperator.Sum => g.Dy.Expand(g.Shape(0)),
                ReduceOperator.Product => g.Dy * ProductOfOthers(g),
                _ => Extremum(g),
            })
            .Keeps(op => op.Operator is ReduceOperator.Sum ? (0, 0) : op.Operator is ReduceOperator.Product ? (1, 0) : (1, 1))
            .CheckedOn(new Reduce(ReduceOperator.Sum, [0, 2]), [2, 3, 4])
            .CheckedOn(new Reduce(ReduceOperator.Product, [1]), [3, 4])
            .CheckedOn(new Reduce(ReduceOperator.Max, [1]), [3, 5])
            .CheckedOn(new Reduce(ReduceOperator.Min, [0, 1]), [3, 4]),
    ];

    /// <summary>Equal extrema share the gradient, as in PyTorch's amax.</summary>
    private static Tensor Extremum(Gradient<Reduce> g)
    {
        var chosen = g.X[0].Eq(g.Y[0]).To(g.Dy.DType);
        return chosen * (g.Dy / Dispatcher.Run(new Reduce(ReduceOperator.Sum, g.Op.Axes), chosen));
    }

    /// <summary>∏ of the other elements, right also where an element is zero: the product of all before and all after.</summary>
    private static Tensor ProductOfOthers(Gradient<Reduce> g)
    {
        // the reduced axes are moved to the end and made one
        var x = g.X[0];
        int[] kept = [.. Enumerable.Range(0, x.Rank).Except(g.Op.Axes)];
        var order = new Permute([.. kept, .. g.Op.Axes]);
        var moved = Dispatcher.Run(order, x);
        if (x.Size == 0) return x;
        var rows = moved.Reshape([.. kept.Select(i => x.Shape[i]), -1]);
        var others = Before(rows) * Before(rows.Flip(-1)).Flip(-1);
        return others.Reshape(moved.Shape).Permute(order.Inverse);

        static Tensor Before(Tensor rows)
        {
            int n = rows.Shape[^1];
            return Tensor.Concat([rows.Slice(-1, 0, 1).OnesLike(), rows.Slice(-1, 0, n - 1)], -1).CumProd(-1);
        }
    }
}
