using System.Runtime.InteropServices;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches <see cref="TransposeKernels"/>.</summary>
internal static class Transpose
{
    /// <summary>Lengths of both axes from which on tiles are worth it.</summary>
    private const int Least = 8;

    /// <summary>Copies x to y without gaps, if x is dense along another axis than y and the device has use for tiles; else false.</summary>
    public static bool TryCopy<T>(AcceleratorStream stream, StridedView<T> x, ArrayView<T> y)
        where T : unmanaged
    {
        Layout from = x.Layout, xs = default, ys = default;
        var lengths = MemoryMarshal.CreateReadOnlySpan(ref from.N0, from.Rank);
        var steps = MemoryMarshal.CreateReadOnlySpan(ref from.S0, from.Rank);
        int dense = steps.IndexOf(1);
        if (stream.Accelerator.Limits.IsCpu || dense <= 0 || lengths[0] < Least || lengths[dense] < Least) return false;
        (int rows, int columns) = (lengths[0], lengths[dense]);
        long place = rows, yStep = 0;
        for (int axis = 1; axis < from.Rank; axis++)
        {
            if (axis == dense) yStep = place;
            else
            {
                xs.Append(lengths[axis], steps[axis]);
                ys.Append(lengths[axis], place);
            }
            place *= lengths[axis];
        }
        xs.Offset = from.Offset;
        long tiles = Tiles(rows, TransposeKernels.Rows) * Tiles(columns, TransposeKernels.Columns) * (x.Count / rows / columns);
        var group = new Index3D(TransposeKernels.Lanes, TransposeKernels.Lines, 1);
        stream.Accelerator.LoadKernel(((Delegate)TransposeKernels.Tiles<T>).Method, group).Launch(
            stream, new KernelConfig(new Index3D(checked((int)tiles), 1, 1), group), x.Memory, xs.OrOne, y, ys.OrOne, rows, columns, steps[0], yStep);
        return true;
    }

    private static long Tiles(int length, int tile) => ((long)length + tile - 1) / tile;
}
