using System.Numerics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;
using static Neuron.Kernels.Gpu.Launching;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches of <see cref="SortKernels"/>.</summary>
internal static class Sorting
{
    /// <summary>Longer rows are sorted in n·log²n instead of n² steps.</summary>
    private const int LongestByRank = 2048;

    /// <summary>Sorts the rows of x, of n elements each, into values and the positions they came from.</summary>
    public static void Sort<T>(AcceleratorStream stream, ArrayView<T> x, ArrayView<T> values, ArrayView<long> positions, int n, bool descending, int longestByRank = LongestByRank)
        where T : unmanaged, INumber<T>
    {
        if (x.Length == 0) return;
        int flag = descending ? 1 : 0;
        if (n <= longestByRank)
        {
            stream.Load(SortKernels.ByRank<T>).LaunchOver(stream, Items(x.Length), x, values, positions, n, flag);
            return;
        }
        int width = (int)BitOperations.RoundUpToPowerOf2((uint)n), half = width / 2;
        long rows = x.Length / n;
        using var order = stream.Accelerator.Allocate1D<int>(rows * width);
        stream.Load(SortKernels.Begin).LaunchOver(stream, Items(rows * width), order.View, width);
        for (int block = 2; block <= width && block > 0; block *= 2)
            for (int distance = block / 2; distance > 0; distance /= 2)
                stream.Load(SortKernels.Step<T>).LaunchOver(stream, Items(rows * half), x, order.View, n, half, block, distance, flag);
        stream.Load(SortKernels.Finish<T>).LaunchOver(stream, Items(x.Length), x, order.View, values, positions, n, width);
    }
}
