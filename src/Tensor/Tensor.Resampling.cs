namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Weights of an axis that are held as a matrix.</summary>
    private const long ResamplingElements = 1 << 22;

    /// <summary>Resizes the last axes to the given lengths: one matrix product an axis, of long axes a weighted sum of picked inputs.</summary>
    /// <param name="size">New lengths of the last axes: one for signals [N, C, L], two for images [N, C, H, W], three for volumes.</param>
    /// <param name="mode">How values between samples are found.</param>
    /// <param name="alignCorners">Whether the first and last samples stay where they are (linear and cubic).</param>
    /// <param name="antialias">Whether shrinking averages over what an output covers (linear and cubic).</param>
    /// <exception cref="ShapeException">There are fewer axes than lengths, an axis is empty, or a length is below 1.</exception>
    public Tensor Interpolate(ReadOnlySpan<int> size, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false, bool antialias = false)
    {
        if (Rank < size.Length) throw ShapeException.Expected("Interpolate", $"at least {size.Length} axes", Shape);
        bool between = mode is InterpolationMode.Linear or InterpolationMode.Cubic;
        if (!between && (alignCorners || antialias)) throw new ArgumentException($"Interpolate: alignCorners and antialias are for linear and cubic, not {mode}.");
        var y = AsFloatingPoint();
        for (int i = 0; i < size.Length; i++)
        {
            int axis = Rank - size.Length + i, n = Shape[axis];
            if (n == 0 || size[i] < 1) throw new ShapeException($"Interpolate: axis {axis} of shape {Shape} to length {size[i]}; expected both at least 1.");
            if (n == size[i] && !antialias) continue;
            var taps = ResamplingWeights.Of(mode, n, size[i], alignCorners, antialias);
            y = (long)n * size[i] <= ResamplingElements
                ? y.Transpose(axis, -1).MatMul(ResamplingMatrix(taps, n, y).Mt).Transpose(axis, -1)
                : y.Picked(taps, axis);
        }
        return y.Contiguous();
    }

    private static Tensor ResamplingMatrix(List<(int Input, double Weight)>[] taps, int inputs, Tensor like)
    {
        var weights = new double[taps.Length * inputs];
        for (int o = 0; o < taps.Length; o++)
            foreach (var (input, weight) in taps[o]) weights[(o * inputs) + input] += weight;
        return From(weights, [taps.Length, inputs]).To(like.DType).To(like.Device);
    }

    private Tensor Picked(List<(int Input, double Weight)>[] taps, int axis)
    {
        int outputs = taps.Length, most = taps.Max(row => row.Count);
        var inputs = new long[outputs * most];
        var weights = new double[outputs * most]; // rows with fewer taps end in the first input's, weighted 0
        for (int o = 0; o < outputs; o++)
            for (int t = 0; t < taps[o].Count; t++) (inputs[(o * most) + t], weights[(o * most) + t]) = taps[o][t];
        int[] after = [.. Enumerable.Repeat(1, Rank - 1 - axis)];
        var picked = IndexSelect(axis, From(inputs, device: Device)).Reshape([.. Shape[..axis], outputs, most, .. Shape[(axis + 1)..]]);
        return (picked * From(weights).To(DType).To(Device).Reshape([outputs, most, .. after])).Sum(axis + 1);
    }

    /// <summary>Reads an image at the positions of a grid: x [N, C, H, W], grid [N, H′, W′, 2] of (x, y) in [−1, 1] → [N, C, H′, W′].</summary>
    /// <param name="grid">Positions; −1 and 1 are the image's edges, or with <paramref name="alignCorners"/> the centres of its corner elements.</param>
    /// <param name="padding">What lies outside.</param>
    /// <param name="nearest">Whether the nearest element is read, not the bilinear mean of four.</param>
    /// <param name="alignCorners">See grid.</param>
    /// <exception cref="ShapeException">The shapes are not those.</exception>
    public Tensor GridSample(Tensor grid, GridPadding padding = GridPadding.Zeros, bool nearest = false, bool alignCorners = false)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (Shape is not [var n, _, var h, var w]) throw ShapeException.Expected("GridSample", "[N, C, H, W]", Shape);
        if (grid.Shape is not [var m, _, _, 2] || m != n) throw ShapeException.Expected("GridSample (grid)", $"[{n}, H, W, 2]", grid.Shape);
        var x = GridPositions(grid.Select(-1, 0), w, padding, alignCorners);
        var y = GridPositions(grid.Select(-1, 1), h, padding, alignCorners);
        if (nearest) return AtPositions(x.Round(), y.Round());
        Tensor left = x.Floor(), top = y.Floor();
        Tensor u = x - left, v = y - top;
        return (AtPositions(left, top) * ((1 - u) * (1 - v)).Unsqueeze(1)) + (AtPositions(left + 1, top) * (u * (1 - v)).Unsqueeze(1))
            + (AtPositions(left, top + 1) * ((1 - u) * v).Unsqueeze(1)) + (AtPositions(left + 1, top + 1) * (u * v).Unsqueeze(1));
    }

    /// <summary>The grid for <see cref="GridSample"/> that an affine map gives: theta [N, 2, 3] → [N, height, width, 2].</summary>
    /// <exception cref="ShapeException">Theta is not [N, 2, 3].</exception>
    public static Tensor AffineGrid(Tensor theta, int height, int width, bool alignCorners = false)
    {
        ArgumentNullException.ThrowIfNull(theta);
        if (theta.Shape is not [var n, 2, 3]) throw ShapeException.Expected("AffineGrid", "[N, 2, 3]", theta.Shape);
        Tensor Line(int count)
        {
            double edge = alignCorners ? 1 : (count - 1.0) / count;
            return count == 1 ? Zeros([1], theta.DType, theta.Device) : Linspace(-edge, edge, count, DType.Float64, theta.Device).To(theta.DType);
        }
        var x = Line(width).Expand(height, width);
        var y = Line(height).Unsqueeze(1).Expand(height, width);
        var points = Stack([x, y, x.OnesLike()], axis: -1).Reshape(height * width, 3);
        return points.MatMul(theta.Mt).Reshape(n, height, width, 2);
    }

    /// <summary>Channels to space: [.., C·r², H, W] → [.., C, H·r, W·r] (arXiv 1609.05158).</summary>
    /// <exception cref="ShapeException">The channels do not divide by r².</exception>
    public Tensor PixelShuffle(int factor)
    {
        if (Shape is not [.. var lead, var c, var h, var w] || factor < 1 || c % (factor * factor) != 0)
            throw ShapeException.Expected("PixelShuffle", $"[.., C · {factor}², H, W]", Shape);
        return Reshape([-1, c / (factor * factor), factor, factor, h, w]).Permute(0, 1, 4, 2, 5, 3)
            .Reshape([.. lead, c / (factor * factor), h * factor, w * factor]);
    }

    /// <summary>Space to channels, the opposite of <see cref="PixelShuffle"/>: [.., C, H·r, W·r] → [.., C·r², H, W].</summary>
    /// <exception cref="ShapeException">Height or width do not divide by r.</exception>
    public Tensor PixelUnshuffle(int factor)
    {
        if (Shape is not [.. var lead, var c, var h, var w] || factor < 1 || h % factor != 0 || w % factor != 0)
            throw ShapeException.Expected("PixelUnshuffle", $"[.., C, H · {factor}, W · {factor}]", Shape);
        return Reshape([-1, c, h / factor, factor, w / factor, factor]).Permute(0, 1, 3, 5, 2, 4)
            .Reshape([.. lead, c * factor * factor, h / factor, w / factor]);
    }

    /// <summary>From [−1, 1] to element numbers, brought inside where the padding asks for it.</summary>
    private static Tensor GridPositions(Tensor g, int length, GridPadding padding, bool alignCorners)
    {
        var at = alignCorners ? (g + 1) * ((length - 1) / 2.0) : (((g + 1) * length) - 1) * 0.5;
        if (padding == GridPadding.Zeros) return at;
        if (padding == GridPadding.Reflection)
        {
            double low = alignCorners ? 0 : -0.5, span = alignCorners ? length - 1 : length;
            if (span == 0) return at * 0;
            var from = (at - low).Abs();
            var extra = from.Fmod(Scalar(span, g.DType, g.Device));
            var isEven = (from * (1 / span)).Floor().Remainder(Scalar(2, g.DType, g.Device)).Eq(0);
            at = Where(isEven, extra, span - extra) + low;
        }
        return at.Hardtanh(0, length - 1);
    }

    /// <summary>Elements at whole positions [N, H′, W′]; 0 outside.</summary>
    private Tensor AtPositions(Tensor x, Tensor y)
    {
        int n = Shape[0], c = Shape[1], h = Shape[2], w = Shape[3];
        var isInside = x.Ge(0).And(x.Le(w - 1)).And(y.Ge(0)).And(y.Le(h - 1));
        var index = (y.Clamp(0, h - 1).To(DType.Int64) * w) + x.Clamp(0, w - 1).To(DType.Int64); // whole numbers: float32 counts to 2²⁴ only
        var picked = Reshape(n, c, h * w).Gather(2, index.Reshape(n, 1, -1).Expand(n, c, -1)).Reshape([n, c, .. x.Shape[1..]]);
        return Where(isInside.Unsqueeze(1), picked, Scalar(0, DType, Device)); // chosen, not multiplied: the border may be infinite
    }
}
