using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] Pools =>
    [
        Rule.For<MaxPool>(g => Dispatcher.Run(new ScatterPlanes(g.Op.Geometry.Axes, g.Shape(0)), g.Dy, g.Y[1]))
            .Keeps(outputs: [1])
            .CheckedOn(new MaxPool(new([3, 2], [2, 1], [1, 1], [1, 2], CeilMode: true)), [1, 2, 6, 5])
            .CheckedOn(new MaxPool(PoolGeometry.Adaptive([3])), [2, 1, 7]),
        Rule.For<AveragePool>(g => Dispatcher.Run(new AveragePoolGradient(g.Op.Geometry, g.Shape(0)), g.Dy))
            .CheckedOn(new AveragePool(new([3, 2], [2, 1], [1, 1], [1, 1], CeilMode: true)), [1, 2, 6, 5])
            .CheckedOn(new AveragePool(new([2], [2], [1], [1], CeilMode: false) { CountPadding = false }), [2, 2, 5])
            .CheckedOn(new AveragePool(PoolGeometry.Adaptive([3, 4])), [1, 2, 5, 3]),
        Rule.For<AveragePoolGradient>(g => Dispatcher.Run(new AveragePool(g.Op.Geometry), g.Dy))
            .CheckedOn(new AveragePoolGradient(new([3], [2], [1], [1], CeilMode: false), [1, 2, 7]), [1, 2, 4]),
        Rule.For<GatherPlanes>(g => Dispatcher.Run(new ScatterPlanes(g.Op.Axes, g.Shape(0)), g.Dy, g.X[1]))
            .Keeps(inputs: [1])
            .CheckedOn(rng => (new GatherPlanes(1), [rng.Normal([2, 4], dtype: DType.Float64), Tensor.From<long>([3, 0, 3, 1, 1, 2], [2, 3])])),
        Rule.For<ScatterPlanes>(g => Dispatcher.Run(new GatherPlanes(g.Op.Axes), g.Dy, g.X[1]))
            .Keeps(inputs: [1])
            .CheckedOn(rng => (new ScatterPlanes(1, [2, 4]), [rng.Normal([2, 3], dtype: DType.Float64), Tensor.From<long>([3, 0, 3, 1, 1, 2], [2, 3])])),
    ];
}
