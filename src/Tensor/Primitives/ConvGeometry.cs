using Neuron.Kernels.Cpu;

namespace Neuron.Primitives;

/// <summary>How a convolution's kernel moves over the spatial axes; one number an axis.</summary>
/// <remarks>The padding may differ at the two ends of an axis: the output's size, which a primitive states, decides on the end.</remarks>
internal sealed record ConvGeometry(int[] Stride, int[] PadBefore, int[] PadAfter, int[] Dilation, int Groups)
{
    public int Axes => Stride.Length;

    /// <summary>[N, Out, ...] of a convolution of x [N, In, ...] with w [Out, In / groups, ...].</summary>
    public Shape OutputOf(string operation, Tensor x, Tensor w)
    {
        Check(operation, x, w);
        if (x.Shape[1] != w.Shape[1] * Groups)
            throw new ShapeException($"{operation}: x.shape[1] = {x.Shape[1]} channels, but w.shape[1] = {w.Shape[1]} times {Groups} groups; x: {x.Shape}, w: {w.Shape}");
        return [x.Shape[0], w.Shape[0], .. PositionsOf(operation, x.Shape, w.Shape.Span[2..])];
    }

    /// <summary>Along each spatial axis of x [N, C, ...], the positions that a window can take.</summary>
    public Shape PositionsOf(string operation, Shape x, ReadOnlySpan<int> window)
    {
        if (x.Rank != Axes + 2) throw ShapeException.Expected(operation, $"an image of {Axes + 2} axes [N, C, {Axes} spatial]", x);
        var dims = new int[Axes];
        for (int i = 0; i < Axes; i++)
        {
            long padded = (long)x[i + 2] + PadBefore[i] + PadAfter[i], reach = ((long)Dilation[i] * (window[i] - 1)) + 1;
            if (padded < reach)
                throw new ShapeException($"{operation}: axis {i + 2} of {x} has length {padded} with its padding, but the kernel [{string.Join(", ", window.ToArray())}] reaches over {reach}.");
            dims[i] = checked((int)((padded - reach) / Stride[i])) + 1;
        }
        return Shape.Create(dims);
    }

    /// <summary>The sizes of windows moving over x [N, C, ...], each channel by itself.</summary>
    public ConvShape WindowsOf(string operation, Shape x, ReadOnlySpan<int> window)
    {
        var positions = PositionsOf(operation, x, window);
        return Sizes(x, [x[1], 1, .. window], [x[0], x[1], .. positions]);
    }

    /// <summary>Rank, channel and group checks that hold for the convolution and its gradients.</summary>
    public void Check(string operation, Tensor image, Tensor w)
    {
        if (image.Rank != Axes + 2) throw ShapeException.Expected(operation, $"an image of {Axes + 2} axes [N, C, {Axes} spatial]", image);
        if (w.Rank != Axes + 2) throw ShapeException.Expected(operation, $"weights of {Axes + 2} axes", w);
        CheckWeights(operation, w.Shape);
        CheckDType(operation, image);
    }

    /// <summary>Refuses what the kernels do not compute with.</summary>
    public static void CheckDType(string operation, Tensor x)
    {
        if (x.DType is not (DType.Float32 or DType.Float64)) throw ShapeException.DTypeOf(operation, x, "float32 or float64");
    }

    public static void CheckBias(string operation, Tensor bias, int channels)
    {
        if (bias.Shape is not [var n] || n != channels) throw ShapeException.Expected(operation + " bias", $"[{channels}]", bias);
    }

    /// <summary>The sizes as the kernels take them.</summary>
    public ConvShape Sizes(Shape x, Shape w, Shape y) => new()
    {
        Batch = x[0],
        InChannels = x[1],
        OutChannels = y[1],
        Groups = Groups,
        Input = Extent3.Of(x.Span[2..], 1),
        Output = Extent3.Of(y.Span[2..], 1),
        Kernel = Extent3.Of(w.Span[2..], 1),
        Stride = Extent3.Of(TakenStride(x, y), 1),
        Padding = Extent3.Of(PadBefore, 0),
        Dilation = Extent3.Of(Dilation, 1),
    };

    // a stride beyond the image is never taken, and kernels would overflow when they prepare for it
    private int[] TakenStride(Shape x, Shape y)
    {
        int[] taken = Stride;
        for (int i = 0; i < Axes; i++)
        {
            if (y[i + 2] != 1 || Stride[i] <= x[i + 2]) continue;
            if (ReferenceEquals(taken, Stride)) taken = [.. Stride];
            taken[i] = Math.Max(1, x[i + 2]);
        }
        return taken;
    }

    private void CheckWeights(string operation, Shape w)
    {
        if (w[0] % Groups != 0) throw new ShapeException($"{operation}: {w[0]} channels (w.shape[0]) do not split into {Groups} groups.");
        for (int i = 2; i < w.Rank; i++)
            if (w[i] == 0) throw new ShapeException($"{operation}: the kernel of w {w} is empty.");
    }
}
