using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    // y = conv(x, w) is linear in x and in w, so the three primitives are each other's gradients
    private static Rule[] Convolutions =>
    [
        Rule.For<Convolution>(
                g => ByInput(g.Op.Geometry, g.Dy, g.X[1], g.Shape(0)),
                g => ByWeights(g.Op.Geometry, g.X[0], g.Dy, g.Shape(1)),
                g => SumOfChannels(g.Dy))
            .Keeps(inputs: [0, 1]).Recomputing()
            .CheckedOn(new Convolution(Geometry([2, 1], [1, 2], [1, 1], 2)), [2, 4, 5, 4], [6, 2, 3, 2], [6])
            .CheckedOn(new Convolution(Geometry([1], [0], [2], 1)), [2, 2, 7], [3, 2, 3]),
        Rule.For<ConvolutionInputGradient>(
                g => Dispatcher.Run(new Convolution(ToFit(g.Op.Geometry, g.Op.InputSize, g.Shape(0), g.Shape(1).Span[2..])), g.Dy, g.X[1]),
                g => ByWeights(g.Op.Geometry, g.Dy, g.X[0], g.Shape(1)),
                g => SumOfChannels(g.Dy))
            .Keeps(inputs: [0, 1])
            .CheckedOn(new ConvolutionInputGradient(Geometry([2, 3], [1, 0], [1, 1], 1), [7, 9]), [1, 2, 3, 3], [2, 3, 3, 2], [3])
            .CheckedOn(new ConvolutionInputGradient(Geometry([1, 1], [0, 0], [2, 2], 2), [6, 5]), [1, 4, 4, 3], [4, 1, 2, 2]),
        Rule.For<ConvolutionWeightGradient>(
                g => ByInput(g.Op.Geometry, g.X[1], g.Dy, g.Shape(0)),
                g => Dispatcher.Run(new Convolution(ToFit(g.Op.Geometry, g.Shape(0).Span[2..], g.Shape(1), g.Op.KernelSize)), g.X[0], g.Dy))
            .Keeps(inputs: [0, 1])
            .CheckedOn(new ConvolutionWeightGradient(Geometry([2], [1], [1], 2), [3]), [2, 4, 7], [2, 2, 4]),
        Rule.For<Unfold>(g => Dispatcher.Run(new Fold(g.Op.Geometry, g.Op.KernelSize, [.. g.Shape(0)[2..]]), g.Dy))
            .CheckedOn(new Unfold(Geometry([2, 1], [1, 0], [1, 2], 1), [2, 2]), [2, 2, 4, 4]),
        Rule.For<Fold>(g => Dispatcher.Run(new Unfold(g.Op.Geometry, g.Op.KernelSize), g.Dy))
            .CheckedOn(new Fold(Geometry([2, 2], [1, 1], [1, 1], 1), [3, 3], [4, 5]), [1, 9, 6]),
    ];

    private static Tensor ByInput(ConvGeometry geometry, Tensor dy, Tensor w, Shape x) =>
        Dispatcher.Run(new ConvolutionInputGradient(geometry, [.. x[2..]]), dy, w);

    private static Tensor ByWeights(ConvGeometry geometry, Tensor x, Tensor dy, Shape w) =>
        Dispatcher.Run(new ConvolutionWeightGradient(geometry, [.. w[2..]]), x, dy);

    /// <summary>The geometry whose padding at the end gives outputs of exactly the size of <paramref name="y"/>.</summary>
    private static ConvGeometry ToFit(ConvGeometry geometry, ReadOnlySpan<int> inputSize, Shape y, ReadOnlySpan<int> kernelSize)
    {
        var after = new int[geometry.Axes];
        for (int i = 0; i < after.Length; i++)
        {
            int reach = (geometry.Dilation[i] * (kernelSize[i] - 1)) + 1;
            after[i] = ((y[i + 2] - 1) * geometry.Stride[i]) + reach - inputSize[i] - geometry.PadBefore[i];
        }
        return geometry with { PadAfter = after };
    }

    private static Tensor SumOfChannels(Tensor dy) => dy.Sum([0, .. Enumerable.Range(2, dy.Rank - 2)]);

    private static ConvGeometry Geometry(int[] stride, int[] padding, int[] dilation, int groups) => new(stride, padding, padding, dilation, groups);
}
