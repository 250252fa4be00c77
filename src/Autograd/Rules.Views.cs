using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] Views =>
    [
        Rule.For<Reshape>(g => g.Dy.Reshape(g.Shape(0))).Cheap().CheckedOn(new Reshape([6, 2]), [3, 4]),
        Rule.For<Permute>(g => g.Dy.Permute(g.Op.Inverse)).Cheap().CheckedOn(new Permute([2, 0, 1]), [2, 3, 4]),
        Rule.For<Expand>(g => g.Dy.SumTo(g.Shape(0))).CheckedOn(new Expand([2, 3, 4]), [3, 1]),
        Rule.For<Slice>(Placed).CheckedOn(new Slice(1, 1, 2, 2), [3, 5]),
        Rule.For<PlaceSlice>(g => Dispatcher.Run(g.Op.Region, g.Dy)).CheckedOn(new PlaceSlice(new Slice(0, 1, 3, 2), 7), [3, 2]),
        Rule.For<Flip>(g => g.Dy.Flip(g.Op.Axis)).CheckedOn(new Flip(1), [2, 3]),
        Rule.For<Diagonal>(g => Dispatcher.Run(new PlaceDiagonal(g.Op, g.Shape(0)), g.Dy)).CheckedOn(new Diagonal(1, 0, 2), [3, 2, 4]),
        Rule.For<PlaceDiagonal>(g => Dispatcher.Run(g.Op.Region, g.Dy)).CheckedOn(new PlaceDiagonal(new Diagonal(-1, 0, 1), [3, 4]), [2]),
        Rule.For<Alias>(g => g.Dy).CheckedOn(Alias.Instance, [2, 3]),
    ];

    // several slices of one tensor, such as the queries, keys and values of an attention: each after the first adds to its part alone
    private static Tensor Placed(Gradient<Slice> g)
    {
        if (g.SumSoFar(0) is not { } sum || g.Dy.DType != sum.DType) return Dispatcher.Run(new PlaceSlice(g.Op, g.Shape(0)[g.Op.Axis]), g.Dy);
        var part = Dispatcher.Run(g.Op, sum);
        part.CopyFrom(part + g.Dy);
        return sum;
    }
}
