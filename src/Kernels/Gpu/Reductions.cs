using System.Numerics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using static Neuron.Kernels.Gpu.Launching;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches of <see cref="ReductionKernels"/>.</summary>
internal static class Reductions
{
    /// <summary>The longest chain of additions of one work-item: it bounds the rounding error of a sum.</summary>
    private const int LongestChain = 1024;

    /// <summary>Work-items that keep a GPU busy.</summary>
    private const int Plenty = 64 << 10;

    /// <summary>y has one element for each position of the axes that <paramref name="axes"/> leaves out.</summary>
    public static void Reduce<T>(AcceleratorStream stream, ReduceOperator op, ReadOnlySpan<int> shape, ReadOnlySpan<long> strides, long offset, ReadOnlySpan<int> axes, ArrayView<T> x, ArrayView<T> y)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        bool isReal = typeof(T) == typeof(float) || typeof(T) == typeof(double);
        var plan = new ReductionAxes(shape, strides, offset, axes);
        switch (op)
        {
            case ReduceOperator.Sum: Run<T, Add<T>>(stream, plan, x, y, T.Zero); break;
            case ReduceOperator.Product: Run<T, Multiply<T>>(stream, plan, x, y, T.One); break;
            case ReduceOperator.Max: Run<T, Maximum<T>>(stream, plan, x, y, isReal ? -T.One / T.Zero : T.MinValue); break;
            default: Run<T, Minimum<T>>(stream, plan, x, y, isReal ? T.One / T.Zero : T.MaxValue); break;
        }
    }

    private static void Run<T, TOp>(AcceleratorStream stream, in ReductionAxes plan, ArrayView<T> x, ArrayView<T> y, T neutral)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        int outputs = (int)y.Length;
        if (outputs == 0) return;
        if (plan.Length == 0)
        {
            Elementwise.Fill(stream, neutral, new StridedView<T>(y, Layout.Dense(outputs), outputs));
            return;
        }
        bool isGrouped = !stream.Accelerator.Limits.IsCpu && plan.Length >= ReductionKernels.GroupSize && plan.IsInnerReduced;
        int segment = isGrouped ? GroupedSegment(outputs, plan.Length, stream.Accelerator.Limits) : SerialSegment(outputs, plan.Length);
        int segments = 1 + ((plan.Length - 1) / segment);
        if (segments == 1)
        {
            Launch<T, TOp>(stream, isGrouped, plan, x, y, outputs, segment, neutral);
            return;
        }
        // the partial results lie as [segments, outputs]; their memory may be reused as soon as the next launch is queued
        using var partial = stream.Accelerator.Allocate1D<T>((long)segments * outputs);
        Launch<T, TOp>(stream, isGrouped, plan, x, partial.View, outputs, segment, neutral);
        Run<T, TOp>(stream, ReductionAxes.OfColumns(segments, outputs), partial.View, y, neutral);
    }

    private static void Launch<T, TOp>(AcceleratorStream stream, bool isGrouped, in ReductionAxes plan, ArrayView<T> x, ArrayView<T> y, int outputs, int segment, T neutral)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        if (isGrouped)
        {
            stream.Load(ReductionKernels.Grouped<T, TOp>).Launch(
                stream, new KernelConfig(checked((int)y.Length), ReductionKernels.GroupSize), x, plan.Kept, plan.Reduced, y, outputs, plan.Length, segment, neutral);
        }
        else
        {
            stream.Load(ReductionKernels.Serial<T, TOp>).LaunchOver(
                stream, Items(y.Length), x, plan.Kept, plan.Reduced, y, outputs, plan.Length, segment, neutral);
        }
    }

    private static int SerialSegment(int outputs, int length)
    {
        // long enough to be worth a work-item, short enough to fill the device and to round little
        int busy = (int)Math.Max(32, (long)length * outputs / Plenty);
        return Math.Min(length, Math.Min(LongestChain, busy));
    }

    private static int GroupedSegment(int outputs, int length, DeviceLimits limits)
    {
        int groups = Math.Max(1, 8 * limits.Multiprocessors / outputs);
        int chains = ReductionKernels.GroupSize * LongestChain, least = 4 * ReductionKernels.GroupSize;
        return Math.Min(length, Math.Min(chains, Math.Max(least, 1 + ((length - 1) / groups))));
    }
}
