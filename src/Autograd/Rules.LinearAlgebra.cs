using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] LinearAlgebra =>
    [
        Rule.For<MatMul>(
                g => g.Dy.MatMul(g.X[1].Mt).SumTo(g.Shape(0)),    // da = dy · bᵀ
                g => g.X[0].Mt.MatMul(g.Dy).SumTo(g.Shape(1)))    // db = aᵀ · dy
            .Keeps(inputs: [0, 1])
            .CheckedOn(MatMul.Instance, [3, 4], [4, 5])
            .CheckedOn(MatMul.Instance, [2, 1, 3, 4], [5, 4, 2]),
    ];
}
