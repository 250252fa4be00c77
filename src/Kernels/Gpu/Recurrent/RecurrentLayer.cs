using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>A recurrent layer over a sequence: one launch a step, on CPU devices of <see cref="RecurrentRowKernels"/>.</summary>
internal static class RecurrentLayer
{
    /// <summary>Units and sequences of a group.</summary>
    private const int Edge = 16;

    /// <summary>Fills y, gates and cells of the memory, and the last states; with a square <paramref name="group"/> by the GPUs' kernels on any device.</summary>
    public static void Forward<T>(AcceleratorStream stream, in RecurrentShape shape, in RecurrentMemory<T> memory, ArrayView<T> hn, ArrayView<T> cn, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int states = checked(shape.Batch * shape.Units);
        if (states == 0) return;
        var config = Config(shape, group);
        bool rows = stream.Accelerator.Limits.IsCpu && group == default;
        var kernel = rows ? stream.Accelerator.LoadKernel(((Delegate)RecurrentRowKernels.Forward<T>).Method)
            : stream.Accelerator.LoadKernel(((Delegate)RecurrentKernels.Forward<T>).Method, config.GroupDimension);
        for (int i = 0; i < shape.Steps; i++)
        {
            if (rows) kernel.LaunchOver(stream, new Index1D(states), shape, memory, shape.Step(i));
            else kernel.Launch(stream, config, shape, memory, shape.Step(i), new SpecializedValue<int>(shape.Gates));
        }
        stream.Accelerator.LoadKernel(((Delegate)RecurrentKernels.Last<T>).Method).LaunchOver(stream, new Index1D(states), shape, memory, hn, cn);
    }

    /// <summary>
    /// Fills dx, the gates' gradients towards the state, and the states before each step; Dh and Dc come with the gradients of the
    /// last states and leave with those of the initial ones. The weight's gradient is hiddenᵀ · states.
    /// </summary>
    public static void Backward<T>(AcceleratorStream stream, in RecurrentShape shape, in RecurrentMemory<T> memory, in RecurrentSlopes<T> slopes, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (shape.Batch * shape.Units == 0) return;
        var config = Config(shape, group);
        bool rows = stream.Accelerator.Limits.IsCpu && group == default;
        var kernel = rows ? stream.Accelerator.LoadKernel(((Delegate)RecurrentRowKernels.Backward<T>).Method)
            : stream.Accelerator.LoadKernel(((Delegate)RecurrentKernels.Backward<T>).Method, config.GroupDimension);
        int items = checked(shape.Batch * ((shape.Units + LaneSums.Lanes - 1) / LaneSums.Lanes));
        for (int i = shape.Steps - 1; i >= -1; i--)
        {
            int after = i == shape.Steps - 1 ? -1 : shape.Step(i + 1), step = i < 0 ? -1 : shape.Step(i);
            if (rows) kernel.LaunchOver(stream, new Index1D(items), shape, memory, slopes, after, step);
            else kernel.Launch(stream, config, shape, memory, slopes, after, step);
        }
    }

    private static KernelConfig Config(in RecurrentShape shape, Index3D group)
    {
        if (group == default) group = new Index3D(Edge, Edge, 1);
        return new(new Index3D((shape.Units + group.X - 1) / group.X, (shape.Batch + group.Y - 1) / group.Y, 1), group);
    }
}
