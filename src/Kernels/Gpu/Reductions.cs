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

    /// <summary>The shortest, where a group shares an output: below, a launch more costs more than it brings.</summary>
    private const int ShortestChain = 32;

    /// <summary>Groups for each processor: some more than it runs at once, so that those that end first leave little idle.</summary>
    private const int WavesOfGroups = 32;

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

    /// <summary>y[c] = Σ x[r, first + c] over all rows of x [rows, width]; an empty y is left out.</summary>
    public static void SumColumns<T>(AcceleratorStream stream, ArrayView<T> x, ArrayView<T> y, int rows, int width, int first = 0)
        where T : unmanaged, INumber<T> => Run<T, Add<T>>(stream, ReductionAxes.OfColumns(rows, checked((int)y.Length), width, first), x, y, T.Zero);

    private static void Run<T, TOp>(AcceleratorStream stream, in ReductionAxes plan, ArrayView<T> x, ArrayView<T> y, T neutral)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        int outputs = Items(y.Length).X;
        if (outputs == 0) return;
        if (plan.Length == 0)
        {
            Elementwise.Fill(stream, neutral, new StridedView<T>(y, Layout.Dense(outputs), outputs));
            return;
        }
        var limits = stream.Accelerator.Limits;
        Index3D group = GroupOf(limits, plan, outputs);
        int segment = group == default ? SerialSegment(outputs, plan.Length) : Segment(limits, group, plan, outputs);
        int segments = 1 + ((plan.Length - 1) / segment);
        if (segments == 1)
        {
            Launch<T, TOp>(stream, group, plan, x, y, outputs, segment, neutral);
            return;
        }
        // the partial results lie as [segments, outputs]; their memory may be reused as soon as the next launch is queued
        using var partial = stream.Accelerator.Allocate1D<T>((long)segments * outputs);
        Launch<T, TOp>(stream, group, plan, x, partial.View, outputs, segment, neutral);
        Run<T, TOp>(stream, ReductionAxes.OfColumns(segments, outputs, outputs), partial.View, y, neutral);
    }

    private static void Launch<T, TOp>(AcceleratorStream stream, Index3D group, in ReductionAxes plan, ArrayView<T> x, ArrayView<T> y, int outputs, int segment, T neutral)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        if (group == default)
        {
            stream.Load(ReductionKernels.Serial<T, TOp>).LaunchOver(
                stream, Items(y.Length), x, plan.Kept, plan.Reduced, y, outputs, plan.Length, segment, neutral);
            return;
        }
        Delegate kernel = plan.IsInnerReduced ? ReductionKernels.Grouped<T, TOp> : ReductionKernels.Columns<T, TOp>;
        long groups = y.Length / outputs * GroupsAcross(group, plan, outputs);
        stream.Accelerator.LoadKernel(kernel.Method, group).Launch(
            stream, new KernelConfig(new Index3D(checked((int)groups), 1, 1), group), x, plan.Kept, plan.Reduced, y, outputs, plan.Length, segment, neutral,
            new SpecializedValue<bool>(plan.Reduced.Rank == 1));
    }

    /// <summary>Work-items of a group that share outputs; none where a work-item has its own.</summary>
    private static Index3D GroupOf(DeviceLimits limits, in ReductionAxes plan, int outputs)
    {
        if (limits.IsCpu || plan.Length < ReductionKernels.Lanes) return default;
        if (!plan.IsInnerReduced) return outputs < ReductionKernels.Lanes / 2 ? default : new(ReductionKernels.Lanes, ReductionKernels.GroupSize / ReductionKernels.Lanes, 1);
        // a warp an output needs no barrier where lanes exchange by themselves, but long outputs need many of them to fill the device
        bool oneWarp = plan.Length <= 512 || (plan.Length <= 4096 && outputs >= 8 * limits.Multiprocessors);
        return oneWarp ? new(ReductionKernels.Lanes, ReductionKernels.GroupSize / ReductionKernels.Lanes, 1) : new(ReductionKernels.GroupSize, 1, 1);
    }

    /// <summary>Groups for a segment of all outputs.</summary>
    private static int GroupsAcross(Index3D group, in ReductionAxes plan, int outputs)
    {
        int each = plan.IsInnerReduced ? group.Y : group.X;
        return 1 + ((outputs - 1) / each);
    }

    private static int SerialSegment(int outputs, int length)
    {
        // long enough to be worth a work-item, short enough to fill the device and to round little
        int busy = (int)Math.Max(32, (long)length * outputs / Plenty);
        return Math.Min(length, Math.Min(LongestChain, busy));
    }

    private static int Segment(DeviceLimits limits, Index3D group, in ReductionAxes plan, int outputs)
    {
        int each = plan.IsInnerReduced ? group.X : group.Y; // work-items that share the elements of an output
        int parts = Math.Max(1, WavesOfGroups * limits.Multiprocessors / GroupsAcross(group, plan, outputs));
        int chains = each * LongestChain, least = each * ShortestChain;
        return Math.Min(plan.Length, Math.Min(chains, Math.Max(least, 1 + ((plan.Length - 1) / parts))));
    }
}
