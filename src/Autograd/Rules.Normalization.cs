using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] NormalizationFamily =>
    [
        Rule.ForAll<LayerNorm>(g => Normalized(g, g.Y[1]))
            .Fused().Cheap()
            .Keeps(outputs: [1])
            .CheckedOn(new LayerNorm(1, 1e-5, Rms: false, true, true), [3, 5], [5], [5])
            .CheckedOn(new LayerNorm(2, 1e-3, Rms: false, false, false), [2, 3, 2])
            .CheckedOn(new LayerNorm(1, 1e-5, Rms: true, true, false), [2, 2, 4], [4])
            .CheckedOn(new LayerNorm(1, 1e-5, Rms: false, false, true), [2, 6], [6]),
        Rule.ForAll<GroupNorm>(g => Normalized(g, g.Y[1]))
            .Fused().Cheap()
            .Keeps(outputs: [1])
            .CheckedOn(new GroupNorm(2, 1e-5, true, true), [2, 4, 3], [4], [4])
            .CheckedOn(new GroupNorm(3, 1e-5, false, false), [2, 3, 2, 2])
            .CheckedOn(new GroupNorm(1, 1e-5, true, false), [2, 4], [4]),
        Rule.ForAll<BatchNorm>(g => Normalized(g, g.Op.Training ? g.Y[1] : g.X[g.Inputs - 1]))
            .Cheap()
            .Fused(except: g => !g.Op.Training && g.Needs(g.Inputs - 1)) // running statistics that are themselves trained
            .Keeps(op => (0, op.Training ? 0b10 : 0))
            .CheckedOn(new BatchNorm(1e-5, Training: true, true, true), [4, 3], [3], [3])
            .CheckedOn(new BatchNorm(1e-5, Training: true, true, false), [3, 2, 4], [2])
            .CheckedOn(new BatchNorm(1e-3, Training: true, false, false), [2, 2, 2, 2])
            .CheckedOn(rng => (new BatchNorm(1e-5, Training: false, true, true),
                [rng.Normal([3, 2, 2], dtype: DType.Float64), rng.Normal([2], dtype: DType.Float64), rng.Normal([2], dtype: DType.Float64), rng.Uniform([2, 2], 0.5, 1.5, DType.Float64)])),
    ];

    private static Tensor?[] Normalized<P>(Gradient<P> g, Tensor statistics)
        where P : Normalization
    {
        var op = new NormalizationGradient(g.Op);
        return op.Of.HasWeight ? Dispatcher.RunMany(op, g.Dy, g.X[0], statistics, g.X[1]) : Dispatcher.RunMany(op, g.Dy, g.X[0], statistics);
    }
}
