using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] SoftmaxFamily =>
    [
        Rule.For<Softmax>(g => !g.CreateGraph ? Dispatcher.Run(new SoftmaxGradient(g.Op.Axis, g.Op.Log), g.Dy, g.Y[0])
                : g.Op.Log ? g.Dy - (g.Y[0].Exp() * g.Dy.Sum(g.Op.Axis, keepDims: true))
                : g.Y[0] * (g.Dy - (g.Dy * g.Y[0]).Sum(g.Op.Axis, keepDims: true)))
            .Keeps(outputs: [0])
            .CheckedOn(new Softmax(1, Log: false), [3, 5])
            .CheckedOn(new Softmax(0, Log: false), [4, 2, 3])
            .CheckedOn(new Softmax(2, Log: true), [2, 1, 6])
            .CheckedOn(new Softmax(1, Log: true), [2, 5, 3]),
        Rule.For<LogSumExp>(g => g.Dy * (g.X[0] - g.Y[0]).Exp())
            .Keeps(inputs: [0], outputs: [0])
            .CheckedOn(LogSumExp.Instance, [3, 5]),
        Rule.ForAll<CrossEntropy>(g => [Dispatcher.Run(new CrossEntropyGradient(g.Op), CrossEntropyOperands(g))])
            .Fused(except: g => g.Op.IsWeighted && g.Needs(2))
            .Keeps(outputs: [1])
            .CheckedOn(rng => (new CrossEntropy(Reduction.Mean, -100, 0, false), [rng.Normal([4, 5], dtype: DType.Float64), Targets(0, 4, 2, 2)]))
            .CheckedOn(rng => (new CrossEntropy(Reduction.None, 1, 0.2, false), [rng.Normal([4, 3], dtype: DType.Float64), Targets(0, 1, 2, 2)]))
            .CheckedOn(rng => (new CrossEntropy(Reduction.Sum, 3, 0.1, true),
                [rng.Normal([5, 4], dtype: DType.Float64), Targets(3, 1, 0, 2, 2), rng.Uniform([4], 0.5, 1.5, DType.Float64)]))
            .CheckedOn(rng => (new CrossEntropy(Reduction.Mean, -100, 0.1, true),
                [rng.Normal([3, 4], dtype: DType.Float64), Targets(3, 1, -100), rng.Uniform([4], 0.5, 1.5, DType.Float64)])),
    ];

    private static Tensor[] CrossEntropyOperands(Gradient<CrossEntropy> g) =>
        g.Op.IsWeighted ? [g.Dy, g.X[0], g.X[1], g.Y[1], g.X[2]] : [g.Dy, g.X[0], g.X[1], g.Y[1]];

    private static Tensor Targets(params long[] classes) => Tensor.From(classes);
}
