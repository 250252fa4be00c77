using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] LinearAlgebra =>
    [
        Rule.For<MatMul>(
                g => g.Dy.MatMul(g.X[1].Mt).SumTo(g.Shape(0)),    // da = dy · bᵀ
                g => SharesB(g) ? Rows(g.X[0]).Mt.MatMul(Rows(g.Dy)) : g.X[0].Mt.MatMul(g.Dy).SumTo(g.Shape(1)))    // db = aᵀ · dy
            .Keeps(inputs: [0, 1]).Recomputing()
            .CheckedOn(MatMul.Instance, [3, 4], [4, 5])
            .CheckedOn(MatMul.Instance, [2, 3, 4], [4, 5])
            .CheckedOn(MatMul.Instance, [2, 1, 3, 4], [5, 4, 2]),
        Rule.For<Linear>(
                g => g.Dy.MatMul(g.X[1]),                         // dx = dy · w
                g => Rows(g.Dy).Mt.MatMul(Rows(g.X[0])),          // dw = dyᵀ · x
                g => Rows(g.Dy).Sum(0))                           // db = Σ dy
            .Keeps(inputs: [0, 1]).Recomputing()
            .CheckedOn(Linear.Instance, [2, 3, 4], [5, 4], [5])
            .CheckedOn(Linear.Instance, [4], [2, 4]),
    ];

    /// <summary>One matrix for a whole stack: its gradient is then one long product instead of many that are summed.</summary>
    private static bool SharesB(Gradient<MatMul> g) => g.Shape(1).Rank == 2 && g.Shape(0).Rank > 2;

    private static Tensor Rows(Tensor x) => x.Reshape(checked((int)x.Shape[..^1].Size), x.Shape[^1]);
}
