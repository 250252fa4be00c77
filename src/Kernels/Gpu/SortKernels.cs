using System.Numerics;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// Sorting of dense rows. Elements are ordered by value, then by position: no two are equal, so the order is the stable one
/// whatever the algorithm. NaN counts as larger than any number.
/// </summary>
internal static class SortKernels
{
    /// <summary>Each element counts those that come before it, and goes to that place. For short rows.</summary>
    /// <remarks>Grid: one work-item an element. Reads each row n times.</remarks>
    public static void ByRank<T>(Index1D i, ArrayView<T> x, ArrayView<T> values, ArrayView<long> positions, int n, int descending)
        where T : unmanaged, INumber<T>
    {
        int row = i.X / n, at = i.X - (row * n), rank = 0;
        var line = x.SubView((long)row * n, n);
        T value = line[at];
        for (int k = 0; k < n; k++)
            if (Precedes(line[k], k, value, at, descending)) rank++;
        values[((long)row * n) + rank] = value;
        positions[((long)row * n) + rank] = at;
    }

    /// <summary>One step of a bitonic sort of the positions of each row, of a power of two of them; those from n on come last.</summary>
    /// <remarks>Grid: one work-item a pair. Reads two positions and their values, writes two.</remarks>
    public static void Step<T>(Index1D i, ArrayView<T> x, ArrayView<int> order, int n, int half, int block, int distance, int descending)
        where T : unmanaged, INumber<T>
    {
        int row = i.X / half, pair = i.X - (row * half);
        int low = ((pair / distance) * 2 * distance) + (pair % distance), high = low + distance;
        long from = (long)row * n, to = 2L * row * half;
        int a = order[to + low], b = order[to + high];
        bool isRising = (low & block) == 0;
        bool isOrdered = b >= n ? a < n || a < b : a < n && Precedes(x[from + a], a, x[from + b], b, descending);
        if (isOrdered == isRising) return;
        order[to + low] = b;
        order[to + high] = a;
    }

    /// <summary>The positions 0, 1, … of each row of <paramref name="width"/>.</summary>
    public static void Begin(Index1D i, ArrayView<int> order, int width) => order[i] = i.X % width;

    /// <summary>Values and positions in the order found.</summary>
    public static void Finish<T>(Index1D i, ArrayView<T> x, ArrayView<int> order, ArrayView<T> values, ArrayView<long> positions, int n, int width)
        where T : unmanaged
    {
        int row = i.X / n, at = i.X - (row * n), position = order[((long)row * width) + at];
        values[i] = x[((long)row * n) + position];
        positions[i] = position;
    }

    private static bool Precedes<T>(T a, int atA, T b, int atB, int descending)
        where T : unmanaged, INumber<T>
    {
        bool aIsNaN = T.IsNaN(a), bIsNaN = T.IsNaN(b);
        bool less = bIsNaN ? !aIsNaN : !aIsNaN && a < b, greater = aIsNaN ? !bIsNaN : !bIsNaN && a > b;
        if (less == greater) return atA < atB;
        return descending != 0 ? greater : less;
    }
}
