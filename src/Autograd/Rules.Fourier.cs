using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    // each transform is linear: its gradient is the transposed one, for which real and imaginary parts are coordinates
    private static Rule[] FourierFamily =>
    [
        Rule.For<ComplexFourier>(g => Dispatcher.Run(new ComplexFourier(!g.Op.Inverse), g.Dy))
            .CheckedOn(new ComplexFourier(false), [2, 6, 2]).CheckedOn(new ComplexFourier(true), [5, 2]),
        Rule.For<RealFourier>(g => Dispatcher.Run(new InverseRealFourier(g.Shape(0)[^1]), g.Dy / Weights(g.Shape(0)[^1], g.Dy)))
            .CheckedOn(new RealFourier(), [2, 8]).CheckedOn(new RealFourier(), [7]),
        Rule.For<InverseRealFourier>(g => Dispatcher.Run(new RealFourier(), g.Dy) * Weights(g.Op.Length, g.Dy))
            .CheckedOn(new InverseRealFourier(8), [2, 5, 2]).CheckedOn(new InverseRealFourier(7), [4, 2]),
        Rule.For<Frame>(g => Dispatcher.Run(new OverlapAdd(g.Op.Hop, g.Shape(0)[^1]), g.Dy)).CheckedOn(new Frame(4, 2), [2, 11]),
        Rule.For<OverlapAdd>(g => Dispatcher.Run(new Frame(g.Shape(0)[^1], g.Op.Hop), g.Dy).Slice(-2, 0, g.Shape(0)[^2]))
            .CheckedOn(new OverlapAdd(2, 11), [2, 4, 4]),
        Rule.ForAll<ShortTimeFourier>(ShortTimeGradients)
            .Keeps(inputs: [0, 1, 2, 3])
            .CheckedOn(new ShortTimeFourier(3, 5), [2, 20], [8]).CheckedOn(new ShortTimeFourier(4, 2), [13], [7])
            .CheckedOn(new ShortTimeFourier(3, 5), [2, 14], [8], [2, 4], [2, 3]),
    ];

    private static Tensor?[] ShortTimeGradients(Gradient<ShortTimeFourier> g)
    {
        bool bordered = g.Inputs == 4;
        int n = g.Shape(1)[0], start = bordered ? g.Shape(2)[^1] : 0, end = start + g.Shape(0)[^1], total = bordered ? end + g.Shape(3)[^1] : end;
        var frames = ByFrame(g.Dy, n);
        var signal = g.Needs(0) || (bordered && (g.Needs(2) || g.Needs(3))) ? Dispatcher.Run(new OverlapAdd(g.Op.Hop, total), frames * g.X[1]) : null;
        var dx = new Tensor?[g.Inputs];
        if (g.Needs(0)) dx[0] = signal!.Slice(-1, start, end);
        if (g.Needs(1)) dx[1] = (frames * Dispatcher.Run(new Frame(n, g.Op.Hop), bordered ? Tensor.Concat([g.X[2], g.X[0], g.X[3]], -1) : g.X[0])).SumTo(g.Shape(1));
        if (bordered && g.Needs(2)) dx[2] = signal!.Slice(-1, 0, start);
        if (bordered && g.Needs(3)) dx[3] = signal!.Slice(-1, end, total);
        return dx;
    }

    /// <summary>The transposed transform of each frame's spectrum: dy [.., bins, F, 2] → [.., F, n].</summary>
    private static Tensor ByFrame(Tensor dy, int n)
    {
        int missing = (n / 2) + 1 - dy.Shape[^3];
        var spectra = dy.Transpose(-3, -2);
        if (missing > 0) spectra = spectra.Pad([0, 0, 0, missing]);
        return Dispatcher.Run(new InverseRealFourier(n), spectra / Weights(n, dy));
    }

    /// <summary>How often a bin stands in the full spectrum of n samples: once at 0 and n/2, else twice. [n/2 + 1, 1]</summary>
    private static Tensor Weights(int n, Tensor like)
    {
        var bins = Tensor.Arange((n / 2) + 1, like.Device);
        var single = bins.Eq(bins.ZerosLike()).To(like.DType) + (bins * 2).Eq(bins.ZerosLike() + n).To(like.DType);
        return (2 - single).Unsqueeze(1);
    }
}
