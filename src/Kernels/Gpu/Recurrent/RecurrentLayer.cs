using System.Numerics;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>A recurrent layer over a sequence: one launch a step, on CPU devices of <see cref="RecurrentRowKernels"/>.</summary>
internal static class RecurrentLayer
{
    /// <summary>Most warps of a group side by side along the sequences.</summary>
    private const int MostRows = 8;

    /// <summary>Most warps of a group: as many as keep their sums in registers.</summary>
    private static int Warps<T>() => 64 / Unsafe.SizeOf<T>();

    /// <summary>Fills y, gates and cells of the memory, and the last states; with a <paramref name="group"/> of whole warps by the GPUs' kernels on any device.</summary>
    public static void Forward<T>(AcceleratorStream stream, in RecurrentShape shape, in RecurrentMemory<T> memory, ArrayView<T> hn, ArrayView<T> cn, Index3D group = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int states = checked(shape.Batch * shape.Units);
        if (states == 0) return;
        bool rows = stream.Accelerator.Limits.IsCpu && group == default;
        bool vectors = shape.Units % 4 == 0 && StridedView<T>.IsAligned(memory.Weight) && StridedView<T>.IsAligned(memory.H0) && StridedView<T>.IsAligned(memory.Y);
        var config = Config<T>(stream.Accelerator, shape, RecurrentKernels.UnitsOf(shape.Gates), shape.Units, vectors, group);
        var kernel = rows ? stream.Accelerator.LoadKernel(((Delegate)RecurrentRowKernels.Forward<T>).Method)
            : stream.Accelerator.LoadKernel(((Delegate)RecurrentKernels.Forward<T>).Method, config.GroupDimension);
        for (int i = 0; i < shape.Steps; i++)
        {
            if (rows) kernel.LaunchOver(stream, new Index1D(states), shape, memory, shape.Step(i));
            else kernel.Launch(stream, config, shape, memory, shape.Step(i), new SpecializedValue<int>(shape.Gates), new SpecializedValue<bool>(vectors));
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
        int width = shape.Gates * shape.Units;
        bool rows = stream.Accelerator.Limits.IsCpu && group == default;
        bool vectors = width % 4 == 0 && StridedView<T>.IsAligned(slopes.Transposed) && StridedView<T>.IsAligned(slopes.Dx) && StridedView<T>.IsAligned(slopes.Hidden);
        var config = Config<T>(stream.Accelerator, shape, RecurrentKernels.UnitsOf(1), width, vectors, group);
        if (!rows) Transposed(stream, memory.Weight, slopes.Transposed, shape.Units, width);
        var kernel = rows ? stream.Accelerator.LoadKernel(((Delegate)RecurrentRowKernels.Backward<T>).Method)
            : stream.Accelerator.LoadKernel(((Delegate)RecurrentKernels.Backward<T>).Method, config.GroupDimension);
        int items = checked(shape.Batch * ((shape.Units + LaneSums.Lanes - 1) / LaneSums.Lanes));
        for (int i = shape.Steps - 1; i >= -1; i--)
        {
            int after = i == shape.Steps - 1 ? -1 : shape.Step(i + 1), step = i < 0 ? -1 : shape.Step(i);
            if (rows) kernel.LaunchOver(stream, new Index1D(items), shape, memory, slopes, after, step);
            else kernel.Launch(stream, config, shape, memory, slopes, after, step, new SpecializedValue<bool>(vectors));
        }
    }

    /// <summary>The weight by columns, along which the gradient sums: its products then read both operands as those of the forward pass do.</summary>
    private static void Transposed<T>(AcceleratorStream stream, ArrayView<T> weight, ArrayView<T> transposed, int units, int width)
        where T : unmanaged
    {
        Layout columns = default;
        columns.Append(width, units);
        columns.Append(units, 1);
        Elementwise.Copy(stream, new StridedView<T>(weight, columns, weight.Length), new StridedView<T>(transposed, Layout.Dense((int)weight.Length), weight.Length));
    }

    /// <summary>As many sequences a group as leave most processors a group, since groups of other sequences read the weights again; warps that remain split the inner index.</summary>
    private static KernelConfig Config<T>(Accelerator accelerator, in RecurrentShape shape, int units, int inner, bool vectors, Index3D group)
    {
        int across = (shape.Units + units - 1) / units, down = (shape.Batch + RecurrentKernels.Rows - 1) / RecurrentKernels.Rows;
        if (group == default)
        {
            int rows = MostRows, splits = 1;
            while (rows > 1 && (rows / 2 >= down || across * ((down + rows - 1) / rows) < accelerator.Limits.Multiprocessors * 3 / 4)) rows /= 2;
            while (rows * splits < Warps<T>() && splits * RecurrentKernels.Lanes * (vectors ? 4 : 1) < inner) splits *= 2;
            group = new Index3D(RecurrentKernels.Lanes, rows, splits);
        }
        return new(new Index3D(across, (down + group.Y - 1) / group.Y, 1), group);
    }
}
