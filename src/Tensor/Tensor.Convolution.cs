using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Convolution over one axis. Shapes: this [N, In, L], weight [Out, In / groups, K], bias [Out] → [N, Out, L′].</summary>
    /// <remarks>L′ = ⌊(L + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1. Cross-correlation, as in PyTorch.</remarks>
    /// <exception cref="ShapeException">Channels, groups or sizes do not fit.</exception>
    public Tensor Conv1d(Tensor weight, Tensor? bias = null, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, int groups = 1) =>
        Convolve(1, weight, bias, stride, padding, dilation, groups);

    /// <summary>Convolution over height and width. Shapes: this [N, In, H, W], weight [Out, In / groups, KH, KW], bias [Out] → [N, Out, H′, W′].</summary>
    /// <remarks>H′ = ⌊(H + 2·padding − dilation·(KH − 1) − 1) / stride⌋ + 1, W′ likewise. Cross-correlation, as in PyTorch.</remarks>
    /// <exception cref="ShapeException">Channels, groups or sizes do not fit.</exception>
    public Tensor Conv2d(Tensor weight, Tensor? bias = null, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, int groups = 1) =>
        Convolve(2, weight, bias, stride, padding, dilation, groups);

    /// <summary>Convolution over depth, height and width. Shapes: this [N, In, D, H, W], weight [Out, In / groups, KD, KH, KW], bias [Out].</summary>
    /// <exception cref="ShapeException">Channels, groups or sizes do not fit.</exception>
    public Tensor Conv3d(Tensor weight, Tensor? bias = null, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, int groups = 1) =>
        Convolve(3, weight, bias, stride, padding, dilation, groups);

    /// <summary>Transposed convolution over one axis. Shapes: this [N, In, L], weight [In, Out / groups, K], bias [Out] → [N, Out, L′].</summary>
    /// <remarks>L′ = (L − 1)·stride − 2·padding + dilation·(K − 1) + outputPadding + 1.</remarks>
    /// <exception cref="ShapeException">Channels, groups or sizes do not fit.</exception>
    public Tensor ConvTranspose1d(
        Tensor weight, Tensor? bias = null, PerAxis stride = default, PerAxis padding = default, PerAxis outputPadding = default, int groups = 1, PerAxis dilation = default) =>
        ConvolveTransposed(1, weight, bias, stride, padding, outputPadding, groups, dilation);

    /// <summary>Transposed convolution over height and width: the gradient of <see cref="Conv2d"/> by its input, as a layer.</summary>
    /// <remarks>Shapes: this [N, In, H, W], weight [In, Out / groups, KH, KW], bias [Out] → [N, Out, H′, W′], H′ = (H − 1)·stride − 2·padding + dilation·(KH − 1) + outputPadding + 1.</remarks>
    /// <exception cref="ShapeException">Channels, groups or sizes do not fit.</exception>
    public Tensor ConvTranspose2d(
        Tensor weight, Tensor? bias = null, PerAxis stride = default, PerAxis padding = default, PerAxis outputPadding = default, int groups = 1, PerAxis dilation = default) =>
        ConvolveTransposed(2, weight, bias, stride, padding, outputPadding, groups, dilation);

    /// <summary>Transposed convolution over depth, height and width; see <see cref="ConvTranspose2d"/>.</summary>
    /// <exception cref="ShapeException">Channels, groups or sizes do not fit.</exception>
    public Tensor ConvTranspose3d(
        Tensor weight, Tensor? bias = null, PerAxis stride = default, PerAxis padding = default, PerAxis outputPadding = default, int groups = 1, PerAxis dilation = default) =>
        ConvolveTransposed(3, weight, bias, stride, padding, outputPadding, groups, dilation);

    /// <summary>Patches of images as columns (im2col). Shapes: this [N, C, ...] → [N, C · kernel, positions].</summary>
    /// <exception cref="ShapeException">The kernel is larger than the padded image.</exception>
    public Tensor Unfold(PerAxis kernel, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default)
    {
        int axes = SpatialAxes("unfold");
        return Dispatcher.Run(new Unfold(Windows("unfold", axes, stride, padding, dilation), kernel.For(axes, 1, 1, "unfold kernel")), this);
    }

    /// <summary>Columns added up where their patches lie (col2im), overlaps summed. Shapes: this [N, C · kernel, positions] → [N, C, outputSize].</summary>
    /// <exception cref="ShapeException">The columns do not fit the output's size.</exception>
    public Tensor Fold(int[] outputSize, PerAxis kernel, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default)
    {
        ArgumentNullException.ThrowIfNull(outputSize);
        int axes = outputSize.Length;
        var op = new Fold(Windows("fold", axes, stride, padding, dilation), kernel.For(axes, 1, 1, "fold kernel"), [.. outputSize]);
        return Dispatcher.Run(op, this);
    }

    internal static ConvGeometry Windows(string name, int axes, PerAxis stride, PerAxis padding, PerAxis dilation)
    {
        int[] pad = padding.For(axes, 0, 0, $"{name} padding");
        return new(stride.For(axes, 1, 1, $"{name} stride"), pad, pad, dilation.For(axes, 1, 1, $"{name} dilation"), 1);
    }

    private Tensor Convolve(int axes, Tensor weight, Tensor? bias, PerAxis stride, PerAxis padding, PerAxis dilation, int groups)
    {
        ArgumentNullException.ThrowIfNull(weight);
        string name = $"conv{axes}d";
        if (groups < 1) throw new ShapeException($"{name}: {groups} groups; expected at least 1.");
        int[] step = stride.For(axes, 1, 1, $"{name} stride"), spread = dilation.For(axes, 1, 1, $"{name} dilation"), before, after;
        if (padding.IsSame)
        {
            if (step.Any(s => s != 1)) throw new ShapeException($"{name}: padding Same needs stride 1, found [{string.Join(", ", step)}].");
            if (weight.Rank != axes + 2) throw ShapeException.Expected(name, $"weights of {axes + 2} axes", weight);
            int[] total = [.. spread.Select((d, i) => d * Math.Max(0, weight.Shape[i + 2] - 1))];
            (before, after) = ([.. total.Select(t => t / 2)], [.. total.Select(t => t - (t / 2))]);
        }
        else
        {
            before = after = padding.For(axes, 0, 0, $"{name} padding");
        }
        return RunConvolution(new Convolution(new(step, before, after, spread, groups)), weight, bias);
    }

    private Tensor ConvolveTransposed(
        int axes, Tensor weight, Tensor? bias, PerAxis stride, PerAxis padding, PerAxis outputPadding, int groups, PerAxis dilation)
    {
        ArgumentNullException.ThrowIfNull(weight);
        string name = $"conv_transpose{axes}d";
        if (groups < 1) throw new ShapeException($"{name}: {groups} groups; expected at least 1.");
        if (Rank != axes + 2) throw ShapeException.Expected(name, $"an image of {axes + 2} axes [N, C, {axes} spatial]", this);
        if (weight.Rank != axes + 2) throw ShapeException.Expected(name, $"weights of {axes + 2} axes", weight);
        int[] step = stride.For(axes, 1, 1, $"{name} stride"), pad = padding.For(axes, 0, 0, $"{name} padding");
        int[] spread = dilation.For(axes, 1, 1, $"{name} dilation"), more = outputPadding.For(axes, 0, 0, $"{name} output padding");
        var size = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            if (more[i] >= Math.Max(step[i], spread[i]))
                throw new ShapeException($"{name}: output padding {more[i]} on axis {i + 2}; expected less than the stride ({step[i]}) or the dilation ({spread[i]}).");
            long n = ((long)(Shape[i + 2] - 1) * step[i]) - (2L * pad[i]) + ((long)spread[i] * (weight.Shape[i + 2] - 1)) + more[i] + 1;
            if (Shape[i + 2] == 0 || n < 1)
                throw new ShapeException($"{name}: axis {i + 2} of {Shape} with kernel {weight.Shape[i + 2]}, stride {step[i]} and padding {pad[i]} gives an output of length {n}.");
            size[i] = checked((int)n);
        }
        return RunConvolution(new ConvolutionInputGradient(new(step, pad, pad, spread, groups), size), weight, bias);
    }

    /// <summary>Runs it in the dtype of image and weight together.</summary>
    private Tensor RunConvolution(Primitive op, Tensor weight, Tensor? bias)
    {
        var dtype = DTypes.Promote(DType, weight.DType);
        var (x, w) = (To(dtype), weight.To(dtype));
        return bias is null ? Dispatcher.Run(op, x, w) : Dispatcher.Run(op, x, w, bias.To(dtype));
    }

    private int SpatialAxes(string operation) =>
        Rank is >= 3 and <= 5 ? Rank - 2 : throw ShapeException.Expected(operation, "an image [N, C, ...] of one to three spatial axes", this);
}
