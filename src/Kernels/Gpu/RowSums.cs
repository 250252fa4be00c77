using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Sums over a row of neighbours, for all work-items that share it; the whole group calls.</summary>
internal static class RowSums
{
    /// <summary>Σ x over <paramref name="count"/> elements from <paramref name="start"/> on.</summary>
    public static T Sum<T>(ArrayView<T> scratch, ArrayView<T> x, long start, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int first = Group.IdxX; first < count; first += RowReduce.Block * Group.DimX)
        {
            T part = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int c = first + (j * Group.DimX);
                if (c < count) part += x[start + c];
            }
            sum += part;
        }
        return RowReduce.Sum(scratch, sum);
    }

    /// <summary>Σ (x − centre)².</summary>
    public static T SquaredDistance<T>(ArrayView<T> scratch, ArrayView<T> x, long start, int count, T centre)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int first = Group.IdxX; first < count; first += RowReduce.Block * Group.DimX)
        {
            T part = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int c = first + (j * Group.DimX);
                T d = c < count ? x[start + c] - centre : T.Zero;
                part += d * d;
            }
            sum += part;
        }
        return RowReduce.Sum(scratch, sum);
    }

    /// <summary>Σ a · b.</summary>
    public static T Dot<T>(ArrayView<T> scratch, ArrayView<T> a, ArrayView<T> b, long start, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int first = Group.IdxX; first < count; first += RowReduce.Block * Group.DimX)
        {
            T part = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int c = first + (j * Group.DimX);
                if (c < count) part += a[start + c] * b[start + c];
            }
            sum += part;
        }
        return RowReduce.Sum(scratch, sum);
    }
}
