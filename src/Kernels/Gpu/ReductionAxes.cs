namespace Neuron.Kernels.Gpu;

/// <summary>The axes of a reduction: where the outputs' elements begin, and how far from there the reduced ones lie.</summary>
internal readonly struct ReductionAxes
{
    /// <exception cref="NotSupportedException">More elements are reduced to one than 32-bit indices count.</exception>
    public ReductionAxes(ReadOnlySpan<int> shape, ReadOnlySpan<long> strides, long offset, ReadOnlySpan<int> axes)
    {
        Span<int> keptShape = stackalloc int[shape.Length], reducedShape = stackalloc int[shape.Length];
        Span<long> keptStrides = stackalloc long[shape.Length], reducedStrides = stackalloc long[shape.Length];
        int kept = 0, reduced = 0;
        long length = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (!axes.Contains(axis))
            {
                (keptShape[kept], keptStrides[kept]) = (shape[axis], strides[axis]);
                kept++;
                continue;
            }
            // the order of reduced axes is free: by stride, so that they merge and the innermost lies densest
            int at = reduced++;
            for (; at > 0 && Math.Abs(reducedStrides[at - 1]) < Math.Abs(strides[axis]); at--)
                (reducedShape[at], reducedStrides[at]) = (reducedShape[at - 1], reducedStrides[at - 1]);
            (reducedShape[at], reducedStrides[at]) = (shape[axis], strides[axis]);
            length *= shape[axis];
        }
        Kept = Layout.Of(keptShape[..kept], keptShape[..kept], keptStrides[..kept], offset);
        Reduced = Layout.Of(reducedShape[..reduced], reducedShape[..reduced], reducedStrides[..reduced], 0);
        Length = Launching.Items(length).X;
        IsInnerReduced = Math.Abs(Reduced.S0) <= 1 || Math.Abs(Reduced.S0) < Math.Abs(Kept.S0);
    }

    private ReductionAxes(Layout kept, Layout reduced, int length) => (Kept, Reduced, Length, IsInnerReduced) = (kept, reduced, length, reduced.S0 == 1);

    /// <summary>Row-major position of an output to its first element.</summary>
    public Layout Kept { get; }

    /// <summary>Number of a reduced element to its distance from the first.</summary>
    public Layout Reduced { get; }

    /// <summary>Reduced elements of an output.</summary>
    public int Length { get; }

    /// <summary>Whether the elements of one output lie closer than those of neighbouring outputs.</summary>
    public bool IsInnerReduced { get; }

    /// <summary>The rows of <paramref name="columns"/> neighbours, from column <paramref name="first"/> of a dense [rows, width] on, reduced to one.</summary>
    public static ReductionAxes OfColumns(int rows, int columns, int width, int first = 0) =>
        new(Layout.Dense(columns) with { Offset = first }, Layout.Of([rows], [rows], [width], 0), rows);
}
