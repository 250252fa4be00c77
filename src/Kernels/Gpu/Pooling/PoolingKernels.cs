using System.Numerics;
using Neuron.Kernels.Cpu;

namespace Neuron.Kernels.Gpu;

/// <summary>Maximum and average pooling and their adjoints; each work-item finishes what it writes, so nothing is atomic and sums have one order.</summary>
internal static class PoolingKernels
{
    /// <summary>Maxima and their places in the plane; of equals the first, of NaNs the last. Index: X cell, Y plane.</summary>
    public static void Max<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, ArrayView<long> places, PoolShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int cells = shape.Output.H * shape.Output.W;
        var d = shape.D(index.X / cells);
        var h = shape.H(index.X / shape.Output.W % shape.Output.H);
        var w = shape.W(index.X % shape.Output.W);
        long plane = (long)index.Y * shape.Input.Volume;
        int place = (((d.Start * shape.Input.H) + h.Start) * shape.Input.W) + w.Start;
        T largest = T.NegativeInfinity;
        for (int i = d.Start; i < d.End; i += d.Step)
        {
            for (int j = h.Start; j < h.End; j += h.Step)
            {
                int line = ((i * shape.Input.H) + j) * shape.Input.W;
                for (int k = w.Start; k < w.End; k += w.Step)
                {
                    T value = x[plane + line + k];
                    if (value > largest || T.IsNaN(value))
                    {
                        largest = value;
                        place = line + k;
                    }
                }
            }
        }
        long cell = ((long)index.Y * shape.Output.Volume) + index.X;
        y[cell] = largest;
        places[cell] = place;
    }

    /// <summary>Averages: sums over the divisor, the window with its padding, or its elements inside the image. Index: X cell, Y plane.</summary>
    public static void Average<T>(Index2D index, ArrayView<T> x, ArrayView<T> y, PoolShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int cells = shape.Output.H * shape.Output.W;
        var d = shape.D(index.X / cells);
        var h = shape.H(index.X / shape.Output.W % shape.Output.H);
        var w = shape.W(index.X % shape.Output.W);
        long plane = (long)index.Y * shape.Input.Volume;
        T sum = T.Zero;
        for (int i = d.Start; i < d.End; i++)
        {
            for (int j = h.Start; j < h.End; j++)
            {
                int line = ((i * shape.Input.H) + j) * shape.Input.W;
                T ofLine = T.Zero;
                for (int k = w.Start; k < w.End; k++) ofLine += x[plane + line + k];
                sum += ofLine;
            }
        }
        y[((long)index.Y * shape.Output.Volume) + index.X] = sum / T.CreateTruncating(Count(shape, d, h, w));
    }

    /// <summary>dx of <see cref="Average{T}"/>: a place gathers the shares of the windows that hold it. Index: X place, Y plane.</summary>
    public static void AverageGradient<T>(Index2D index, ArrayView<T> dy, ArrayView<T> dx, PoolShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = index.X / (shape.Input.H * shape.Input.W), j = index.X / shape.Input.W % shape.Input.H, k = index.X % shape.Input.W;
        long plane = (long)index.Y * shape.Output.Volume;
        int firstD = FirstCell(shape.Adaptive, i, shape.Input.D, shape.Output.D, shape.Kernel.D, shape.Stride.D, shape.Padding.D), lastD = LastCell(shape.Adaptive, i, shape.Input.D, shape.Output.D, shape.Stride.D, shape.Padding.D);
        int firstH = FirstCell(shape.Adaptive, j, shape.Input.H, shape.Output.H, shape.Kernel.H, shape.Stride.H, shape.Padding.H), lastH = LastCell(shape.Adaptive, j, shape.Input.H, shape.Output.H, shape.Stride.H, shape.Padding.H);
        int firstW = FirstCell(shape.Adaptive, k, shape.Input.W, shape.Output.W, shape.Kernel.W, shape.Stride.W, shape.Padding.W), lastW = LastCell(shape.Adaptive, k, shape.Input.W, shape.Output.W, shape.Stride.W, shape.Padding.W);
        T sum = T.Zero;
        for (int a = firstD; a <= lastD; a++)
        {
            var d = shape.D(a);
            if (i < d.Start || i >= d.End) continue;
            for (int b = firstH; b <= lastH; b++)
            {
                var h = shape.H(b);
                if (j < h.Start || j >= h.End) continue;
                for (int c = firstW; c <= lastW; c++)
                {
                    var w = shape.W(c);
                    if (k >= w.Start && k < w.End) sum += dy[plane + (((a * shape.Output.H) + b) * shape.Output.W) + c] / T.CreateTruncating(Count(shape, d, h, w));
                }
            }
        }
        dx[((long)index.Y * shape.Input.Volume) + index.X] = sum;
    }

    /// <summary>y[p, i] = x[p, places[p, i]]. Index: X i, Y plane.</summary>
    public static void Gather<T>(Index2D index, ArrayView<T> x, ArrayView<long> places, ArrayView<T> y, int from, int to)
        where T : unmanaged
    {
        long at = ((long)index.Y * to) + index.X;
        y[at] = x[((long)index.Y * from) + places[at]];
    }

    /// <summary>y = 0, then y[p, places[p, i]] += x[p, i], i in order: a work-item keeps to its own part of a plane. Index: X part, Y plane.</summary>
    public static void Scatter<T>(Index2D index, ArrayView<T> x, ArrayView<long> places, ArrayView<T> y, int from, int to, int part)
        where T : unmanaged, INumber<T>
    {
        long plane = (long)index.Y * to;
        int begin = index.X * part, end = XMath.Min(begin + part, to);
        for (int i = begin; i < end; i++) y[plane + i] = T.Zero;
        for (int i = 0; i < from; i++)
        {
            long at = ((long)index.Y * from) + i;
            long place = places[at];
            if (place >= begin && place < end) y[plane + place] += x[at];
        }
    }

    private static int Count(PoolShape shape, PoolWindow d, PoolWindow h, PoolWindow w)
    {
        if (shape.Divisor != 0) return shape.Divisor;
        if (shape.CountPadding) return d.Counted * h.Counted * w.Counted;
        return XMath.Max(0, d.End - d.Start) * XMath.Max(0, h.End - h.Start) * XMath.Max(0, w.End - w.Start);
    }

    /// <summary>A cell not after the first one whose window holds the place.</summary>
    private static int FirstCell(bool adaptive, int place, int length, int cells, int kernel, int stride, int padding)
    {
        if (adaptive) return XMath.Max(0, (int)((long)place * cells / length) - 1);
        int reach = place + padding - kernel + 1;
        return reach <= 0 ? 0 : (reach + stride - 1) / stride;
    }

    /// <summary>A cell not before the last one whose window holds the place.</summary>
    private static int LastCell(bool adaptive, int place, int length, int cells, int stride, int padding)
    {
        if (adaptive) return XMath.Min(cells - 1, (int)((((long)place + 1) * cells) / length) + 1);
        return XMath.Min(cells - 1, (place + padding) / stride);
    }
}
