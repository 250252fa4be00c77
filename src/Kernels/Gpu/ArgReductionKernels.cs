using System.Numerics;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Gpu;

/// <summary>Position of an extremum along an axis: the first of equals, or the first NaN.</summary>
internal static class ArgReductionKernels
{
    /// <summary>Work-items of a group of <see cref="Grouped"/>: a power of two, as the tree halves it.</summary>
    public const int GroupSize = 128;

    /// <summary>One work-item an output.</summary>
    public static void Serial<T>(Index1D i, ArrayView<T> x, Layout kept, ArrayView<long> y, int length, long stride, int largest)
        where T : unmanaged, INumber<T>
    {
        long from = kept.PlaceOf(i);
        T value = x[from];
        int best = 0;
        for (int r = 1; r < length; r++)
        {
            T v = x[from + (r * stride)];
            if (!Beats(v, value, largest)) continue;
            value = v;
            best = r;
        }
        y[i] = best;
    }

    /// <summary>One group an output.</summary>
    /// <remarks>Grid: one group an output. Shared: 128 elements and positions.</remarks>
    public static void Grouped<T>(ArrayView<T> x, Layout kept, ArrayView<long> y, int length, long stride, int largest)
        where T : unmanaged, INumber<T>
    {
        ArrayView<T> values = SharedMemory.Allocate<T>(GroupSize);
        ArrayView<int> places = SharedMemory.Allocate<int>(GroupSize);
        long from = kept.PlaceOf(Grid.IdxX);
        int best = XMath.Min(Group.IdxX, length - 1);
        T value = x[from + (best * stride)];
        for (int r = Group.IdxX + GroupSize; r < length; r += GroupSize)
        {
            T v = x[from + (r * stride)];
            if (!Beats(v, value, largest)) continue;
            value = v;
            best = r;
        }
        values[Group.IdxX] = value;
        places[Group.IdxX] = best;
        Group.Barrier();
        for (int half = GroupSize / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
            {
                T v = values[Group.IdxX + half], mine = values[Group.IdxX];
                int place = places[Group.IdxX + half];
                if (Beats(v, mine, largest) || (place < places[Group.IdxX] && !Beats(mine, v, largest)))
                {
                    values[Group.IdxX] = v;
                    places[Group.IdxX] = place;
                }
            }
            Group.Barrier();
        }
        if (Group.IdxX == 0) y[Grid.IdxX] = places[0];
    }

    /// <summary>Whether v is further out than the best so far; NaN is furthest.</summary>
    private static bool Beats<T>(T v, T best, int largest)
        where T : unmanaged, INumber<T>
    {
        if (T.IsNaN(best)) return false;
        if (T.IsNaN(v)) return true;
        return largest != 0 ? v > best : v < best;
    }
}
