using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>Sums over the elements of a row, for all work-items that share it; the whole group calls.</summary>
/// <remarks>
/// A work-item adds <see cref="RowReduce.Block"/> of its terms plainly, several loads being on their way at once, and the blocks to a
/// <see cref="RunningSum{T}"/>: on a CPU one work-item adds a whole row, of any length.
/// </remarks>
internal static class RowSums
{
    /// <summary>Σ of a term over <paramref name="count"/> elements.</summary>
    public static T Sum<T, TTerm>(ArrayView<T> scratch, TTerm term, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTerm : struct, IRowTerm<T>
    {
        var sum = default(RunningSum<T>);
        for (int first = Group.IdxX; first < count; first += RowReduce.Block * Group.DimX)
        {
            T part = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int i = first + (j * Group.DimX);
                if (i < count) part += term.At(i);
            }
            sum.Add(part);
        }
        return RowReduce.Sum(scratch, sum.Value);
    }

    /// <summary>Σ of two terms.</summary>
    public static (T First, T Second) Both<T, TTerms>(ArrayView<T> scratch, TTerms terms, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTerms : struct, IRowTerms<T>
    {
        RunningSum<T> a = default, b = default;
        for (int first = Group.IdxX; first < count; first += RowReduce.Block * Group.DimX)
        {
            T aPart = T.Zero, bPart = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                int i = first + (j * Group.DimX);
                if (i >= count) continue;
                (T x, T y) = terms.At(i);
                aPart += x;
                bPart += y;
            }
            a.Add(aPart);
            b.Add(bPart);
        }
        T sum = RowReduce.Sum(scratch, a.Value);
        return (sum, RowReduce.Sum(scratch, b.Value));
    }
}
