using Neuron.Kernels.Cpu;

namespace Neuron.Primitives;

/// <summary>How a pooling's windows lie; one number a spatial axis. An adaptive one only states its output's size.</summary>
internal sealed record PoolGeometry(int[] Kernel, int[] Stride, int[] Padding, int[] Dilation, bool CeilMode)
{
    /// <summary>Output size of an adaptive pooling, else null.</summary>
    public int[]? Cells { get; init; }

    /// <summary>An average counts padding as zeros.</summary>
    public bool CountPadding { get; init; } = true;

    /// <summary>What an average's sums are divided by; 0 for the number of elements.</summary>
    public int Divisor { get; init; }

    public int Axes => Cells?.Length ?? Kernel.Length;

    public static PoolGeometry Adaptive(int[] cells) => new([], [], [], [], CeilMode: false) { Cells = cells };

    /// <summary>[N, C, ...] → [N, C, ...]; the batch axis may be absent.</summary>
    public Shape OutputOf(string operation, Tensor x)
    {
        if (x.Rank != Axes + 2 && x.Rank != Axes + 1)
            throw ShapeException.Expected(operation, $"an image of {Axes + 2} axes [N, C, {Axes} spatial]", x);
        if (!x.DType.IsFloatingPoint || x.DType.Size < 4) throw ShapeException.DTypeOf(operation, x, "float32 or float64");
        int first = x.Rank - Axes;
        var dims = x.Shape.ToArray();
        for (int i = 0; i < Axes; i++) dims[first + i] = Cells?[i] ?? Length(operation, x.Shape, first + i, i);
        if (Cells is not null && x.Size == 0 && Shape.Create(dims).Size != 0)
            throw new ShapeException($"{operation}: an empty image {x.Shape} has no windows.");
        return Shape.Create(dims);
    }

    /// <summary>The sizes as the kernels take them.</summary>
    public PoolShape Sizes(Shape x, Shape y)
    {
        int first = x.Rank - Axes;
        var shape = new PoolShape
        {
            Planes = checked((int)Shape.Create(x.Span[..first]).Size),
            Input = Extent3.Of(x.Span[first..], 1),
            Output = Extent3.Of(y.Span[first..], 1),
            Adaptive = Cells is not null,
            CountPadding = CountPadding,
            Divisor = Divisor,
        };
        if (Cells is not null) return shape;
        shape.Kernel = Extent3.Of(Kernel, 1);
        shape.Stride = Extent3.Of(Stride, 1);
        shape.Padding = Extent3.Of(Padding, 0);
        shape.Dilation = Extent3.Of(Dilation, 1);
        return shape;
    }

    private int Length(string operation, Shape x, int axis, int i)
    {
        if (2 * Padding[i] > Kernel[i])
            throw new ShapeException($"{operation}: padding {Padding[i]} on axis {axis}; expected at most half the kernel's {Kernel[i]}.");
        long free = (long)x[axis] + (2 * Padding[i]) - ((long)Dilation[i] * (Kernel[i] - 1)) - 1;
        if (CeilMode) free += Stride[i] - 1; // the last window may reach beyond the image
        int length = free < 0 ? 0 : checked((int)(free / Stride[i])) + 1;
        // but must start inside it or its left padding
        if (CeilMode && (long)(length - 1) * Stride[i] >= x[axis] + Padding[i]) length--;
        if (length < 1) throw new ShapeException($"{operation}: axis {axis} of {x} is shorter than the kernel of {Kernel[i]} with padding {Padding[i]} and dilation {Dilation[i]}.");
        if (Padding[i] > 0 && Dilation[i] > x[axis])
        {
            for (int window = 0; window < length; window++)
                if (!Touches(((long)window * Stride[i]) - Padding[i], x[axis], i))
                    throw new ShapeException($"{operation}: with dilation {Dilation[i]}, window {window} on axis {axis} of {x} lies in the padding of {Padding[i]} alone.");
        }
        return length;
    }

    /// <summary>Whether a window that begins at <paramref name="start"/> has an element inside an axis.</summary>
    private bool Touches(long start, int axisLength, int i)
    {
        for (int k = 0; k < Kernel[i]; k++, start += Dilation[i])
            if (start >= 0 && start < axisLength) return true;
        return false;
    }
}
