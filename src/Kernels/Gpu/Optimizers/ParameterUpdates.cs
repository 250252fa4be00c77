using System.Numerics;
using Neuron.Kernels.Cpu.Optimizers;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu.Optimizers;

/// <summary>Launches <see cref="OptimizerKernels"/> for all parameters of a model.</summary>
/// <remarks>
/// OpenCL has no table of buffers that a kernel could read, and its smallest limit on arguments, 1 KiB, admits four parameters
/// with three states. So one launch steps four parameters, those of like size together, on every device alike.
/// </remarks>
internal static class ParameterUpdates
{
    /// <summary>Parameters of a launch.</summary>
    private const int SlotsEach = 4;

    private const int GroupSize = 256;

    /// <summary>Elements of a piece whose norms one group sums, and most pieces of a parameter.</summary>
    private const int LambPiece = 4096, MaxLambPieces = 128;

    /// <summary>Updates all parameters; the order of <paramref name="slots"/> is changed.</summary>
    public static void Run<T, TUpdate>(AcceleratorStream stream, Span<OptimizerSlot<T>> slots, TUpdate update)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUpdate : unmanaged, IParameterUpdate<T>
    {
        slots.Sort(static (a, b) => b.Parameter.Length.CompareTo(a.Parameter.Length));
        while (!slots.IsEmpty && !slots[^1].Parameter.IsValid) slots = slots[..^1];
        var kernel = stream.Accelerator.LoadKernel(((Delegate)OptimizerKernels.Step<T, TUpdate>).Method, new Index3D(GroupSize, 1, 1));
        for (int i = 0; i < slots.Length; i += SlotsEach)
        {
            int groups = checked((int)((slots[i].Parameter.Length + GroupSize - 1) / GroupSize)), count = Math.Min(SlotsEach, slots.Length - i);
            OptimizerSlot<T> none = default;
            kernel.Launch(
                stream, new KernelConfig(new Index3D(groups, count, 1), new Index3D(GroupSize, 1, 1)),
                update, slots[i], count > 1 ? slots[i + 1] : none, count > 2 ? slots[i + 2] : none, count > 3 ? slots[i + 3] : none);
        }
    }

    /// <summary>LAMB for all parameters, whose states are m and v: two launches each, as the step needs the norms of the whole parameter.</summary>
    public static void Lamb<T>(AcceleratorStream stream, ReadOnlySpan<OptimizerSlot<T>> slots, in LambConstants<T> constants, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var norms = stream.Accelerator.Allocate1D<T>(2 * MaxLambPieces);
        foreach (var slot in slots)
        {
            long count = slot.Parameter.Length, each = Math.Max(LambPiece, (count + MaxLambPieces - 1) / MaxLambPieces);
            if (count == 0) continue;
            var launch = RowLaunch.Of(stream.Accelerator, (count + each - 1) / each, each, strided: false, group);
            launch.Load(stream, OptimizerKernels.LambMoments<T>).Launch(stream, launch.Config, constants, slot, norms.View, each);
            launch.Load(stream, OptimizerKernels.LambStep<T>).Launch(stream, launch.Config, constants, slot, norms.View, each);
        }
    }
}
