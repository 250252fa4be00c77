using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches <see cref="CrossEntropyKernels"/>; operands lie without gaps. Nothing is read back: sums and divisors stay on the device.</summary>
internal static class CrossEntropy
{
    /// <summary>Notes a target that is neither a class nor ignored, for the host to find when it next reads.</summary>
    public static void Check(AcceleratorStream stream, ArrayView<long> targets, int classes, long ignoreIndex, ArrayView<int> fault, int call)
    {
        if (targets.Length == 0) return;
        stream.Accelerator.LoadKernel(((Delegate)CrossEntropyKernels.Check).Method)
            .LaunchOver(stream, new Index1D(checked((int)targets.Length)), targets, classes, ignoreIndex, fault, call);
    }

    /// <summary>The losses, or their sum or mean where y has one element for all rows, and log Σ eˣ of each row.</summary>
    /// <param name="stream">Where the work goes.</param>
    /// <param name="x">[rows, classes].</param>
    /// <param name="targets">[rows].</param>
    /// <param name="weights">[classes], or empty.</param>
    /// <param name="y">[rows], or [].</param>
    /// <param name="logSums">[rows].</param>
    /// <param name="reduction">Whether y is all losses, their sum or their mean.</param>
    /// <param name="ignoreIndex">Target whose rows do not count.</param>
    /// <param name="smoothing">ε.</param>
    /// <param name="group">The group shape to take instead of the device's own, if not default.</param>
    public static void Forward<T>(
        AcceleratorStream stream, ArrayView<T> x, ArrayView<long> targets, ArrayView<T> weights, ArrayView<T> y, ArrayView<T> logSums,
        LossReduction reduction, long ignoreIndex, double smoothing, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = checked((int)targets.Length), classes = rows == 0 ? 0 : checked((int)(x.Length / rows));
        var accelerator = stream.Accelerator;
        bool each = reduction == LossReduction.None;
        using var own = each ? null : accelerator.Allocate1D<T>(Math.Max(rows, 1));
        var losses = each ? y : own!.View.SubView(0, rows);
        if (rows > 0)
        {
            var launch = RowLaunch.Of(accelerator, rows, classes, strided: false, group);
            launch.Load(stream, CrossEntropyKernels.Forward<T>).Launch(
                stream, launch.Config, x, targets, weights, losses, logSums, rows, classes, ignoreIndex, Hard<T>(smoothing), Soft<T>(smoothing, classes));
        }
        if (each) return;
        using var sums = accelerator.Allocate1D<T>(2);
        Total(stream, losses, targets, weights, sums.View, rows, classes, ignoreIndex, group);
        accelerator.LoadKernel(((Delegate)CrossEntropyKernels.Finish<T>).Method)
            .LaunchOver(stream, new Index1D(1), sums.View, y, new SpecializedValue<bool>(reduction == LossReduction.Mean));
    }

    /// <summary>dx of the loss with gradient dy; operands as <see cref="Forward"/> has them.</summary>
    public static void Backward<T>(
        AcceleratorStream stream, ArrayView<T> dy, ArrayView<T> x, ArrayView<long> targets, ArrayView<T> weights, ArrayView<T> logSums, ArrayView<T> dx,
        LossReduction reduction, long ignoreIndex, double smoothing, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length == 0) return;
        int rows = checked((int)targets.Length), classes = checked((int)(x.Length / rows));
        using var sums = reduction == LossReduction.Mean ? stream.Accelerator.Allocate1D<T>(2) : null;
        if (sums is not null) Total(stream, default, targets, weights, sums.View, rows, classes, ignoreIndex, group);
        var launch = RowLaunch.Of(stream.Accelerator, rows, classes, strided: false, group);
        launch.Load(stream, CrossEntropyKernels.Backward<T>).Launch(
            stream, launch.Config, dy, x, targets, weights, logSums, sums is null ? default : sums.View.SubView(1, 1), dx,
            rows, classes, ignoreIndex, Hard<T>(smoothing), Soft<T>(smoothing, classes));
    }

    private static void Total<T>(
        AcceleratorStream stream, ArrayView<T> losses, ArrayView<long> targets, ArrayView<T> weights, ArrayView<T> sums, int rows, int classes, long ignoreIndex, Index3D group)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // one row of all losses: the whole group works on it
        var launch = RowLaunch.Of(stream.Accelerator, 1, int.MaxValue, strided: false, group == default ? default : new Index3D(group.X, 1, 1));
        launch.Load(stream, CrossEntropyKernels.Total<T>).Launch(stream, launch.Config, losses, targets, weights, sums, rows, classes, ignoreIndex);
    }

    private static T Hard<T>(double smoothing)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(1 - smoothing);

    private static T Soft<T>(double smoothing, int classes)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(smoothing / classes);
}
