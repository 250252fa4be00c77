using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Pooling of dense planes on a device.</summary>
internal static class PoolingLaunch<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Work-items that a scatter wants, and the most that share a plane: each of them reads all its places.</summary>
    private const int ScatterItems = 1 << 14, MostParts = 64;

    /// <summary>Maxima and their places in the plane.</summary>
    public static void Max(AcceleratorStream stream, in PoolShape shape, ArrayView<T> x, ArrayView<T> y, ArrayView<long> places)
    {
        if (y.Length > 0) stream.Load(PoolingKernels.Max<T>).LaunchOver(stream, new Index2D(shape.Output.Volume, shape.Planes), x, y, places, shape);
    }

    /// <summary>Averages of windows.</summary>
    public static void Average(AcceleratorStream stream, in PoolShape shape, ArrayView<T> x, ArrayView<T> y)
    {
        if (y.Length > 0) stream.Load(PoolingKernels.Average<T>).LaunchOver(stream, new Index2D(shape.Output.Volume, shape.Planes), x, y, shape);
    }

    /// <summary>dx of <see cref="Average"/>.</summary>
    public static void AverageGradient(AcceleratorStream stream, in PoolShape shape, ArrayView<T> dy, ArrayView<T> dx)
    {
        if (dx.Length > 0) stream.Load(PoolingKernels.AverageGradient<T>).LaunchOver(stream, new Index2D(shape.Input.Volume, shape.Planes), dy, dx, shape);
    }

    /// <summary>y[p, i] = x[p, places[p, i]] for each plane p.</summary>
    public static void Gather(AcceleratorStream stream, int planes, int from, int to, ArrayView<T> x, ArrayView<long> places, ArrayView<T> y)
    {
        if (y.Length > 0) stream.Load(PoolingKernels.Gather<T>).LaunchOver(stream, new Index2D(to, planes), x, places, y, from, to);
    }

    /// <summary>y = 0, then y[p, places[p, i]] += x[p, i] for each plane p.</summary>
    public static void Scatter(AcceleratorStream stream, int planes, int from, int to, ArrayView<T> x, ArrayView<long> places, ArrayView<T> y)
    {
        if (y.Length == 0) return;
        int parts = stream.Accelerator.Limits.IsCpu ? 1 : Math.Clamp(ScatterItems / planes, 1, Math.Min(MostParts, to));
        int part = (to + parts - 1) / parts;
        stream.Load(PoolingKernels.Scatter<T>).LaunchOver(stream, new Index2D((to + part - 1) / part, planes), x, places, y, from, to, part);
    }
}
