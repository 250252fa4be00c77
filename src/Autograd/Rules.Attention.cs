using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] AttentionFamily =>
    [
        Rule.ForAll<Attention>(AttentionGradients)
            .Fused(except: g => g.Op.HasBias && g.Needs(3)) // the gradient of a mask has the size of the scores
            .Keeps(outputs: [0, 1])
            .CheckedOn(new Attention(0.5, false, false, false, false, 0, 0, 0), [1, 2, 3, 4], [1, 2, 5, 4], [1, 2, 5, 3])
            .CheckedOn(new Attention(0.7, true, false, false, false, 0.3, 5, 8), [1, 4, 2, 3], [1, 2, 4, 3], [1, 2, 4, 2])
            .CheckedOn(new Attention(0.6, true, true, false, false, 0, 0, 0), [2, 1, 3, 2], [2, 1, 3, 2], [2, 1, 3, 2], [2, 1, 3, 3])
            .CheckedOn(rng => (new Attention(0.5, false, false, true, true, 0, 0, 0),
            [
                rng.Normal([2, 2, 3, 2], dtype: DType.Float64), rng.Normal([2, 1, 4, 2], dtype: DType.Float64), rng.Normal([2, 1, 4, 3], dtype: DType.Float64),
                Tensor.Arange(4).Eq(Tensor.Arange(3).Unsqueeze(1)).Expand(2, 2, 3, 4),
                Tensor.From([false, false, false, true, false, false, false, false], [2, 1, 1, 4]).Expand(2, 2, 3, 4),
            ])),
    ];

    private static Tensor?[] AttentionGradients(Gradient<Attention> g)
    {
        var operands = new Tensor[3 + g.Inputs];
        (operands[0], operands[1], operands[2]) = (g.Dy, g.Y[0], g.Y[1]);
        for (int i = 0; i < g.Inputs; i++) operands[3 + i] = g.X[i];
        return Dispatcher.RunMany(new AttentionGradient(g.Op), operands);
    }
}
