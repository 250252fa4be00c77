using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// A row that its work-items keep in registers between passes, so that memory is read once: number j of a work-item is element
/// IdxX + j · DimX. All its loads are on their way at once. Rows that are too long are taken piece by piece: a store may change what the next
/// load reads, for all that the compiler knows, so that loads between stores wait for each other.
/// </summary>
internal static class HeldRow
{
    /// <summary>Brings a row's elements, <paramref name="step"/> apart; those that the row lacks become <paramref name="missing"/>.</summary>
    public static void Load<T>(ArrayView<T> held, int each, ArrayView<T> x, long start, long step, int count, T missing)
        where T : unmanaged
    {
        for (int j = 0; j < each; j++)
        {
            Unroll.Fully();
            int c = Group.IdxX + (j * Group.DimX);
            held[j] = c < count ? x[start + (c * step)] : missing;
        }
    }

    /// <summary>Writes a row's elements, <paramref name="step"/> apart.</summary>
    public static void Store<T>(ArrayView<T> held, int each, ArrayView<T> y, long start, long step, int count)
        where T : unmanaged
    {
        for (int j = 0; j < each; j++)
        {
            Unroll.Fully();
            int c = Group.IdxX + (j * Group.DimX);
            if (c < count) y[start + (c * step)] = held[j];
        }
    }

    /// <summary>Multiplies each element by the factor of its column.</summary>
    public static void Multiply<T>(ArrayView<T> held, int each, ArrayView<T> factors, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < each; j++)
        {
            Unroll.Fully();
            int c = Group.IdxX + (j * Group.DimX);
            if (c < count) held[j] *= factors[c];
        }
    }

    /// <summary>Adds the term of its column to each element.</summary>
    public static void Add<T>(ArrayView<T> held, int each, ArrayView<T> terms, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < each; j++)
        {
            Unroll.Fully();
            int c = Group.IdxX + (j * Group.DimX);
            if (c < count) held[j] += terms[c];
        }
    }

    /// <summary>Σ of a term, whose argument is the number of an element within its work-item, for all work-items of the row.</summary>
    public static T Sum<T, TTerm>(ArrayView<T> scratch, TTerm term, int each)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTerm : struct, IRowTerm<T>
    {
        T sum = T.Zero;
        for (int first = 0; first < each; first += RowReduce.Block)
        {
            Unroll.Fully();
            T part = T.Zero;
            for (int j = first; j < XMath.Min(first + RowReduce.Block, each); j++)
            {
                Unroll.Fully();
                part += term.At(j);
            }
            sum += part;
        }
        return RowReduce.Sum(scratch, sum);
    }
}

/// <summary>Elements in registers.</summary>
internal readonly struct HeldElements<T>(ArrayView<T> v) : IRowTerm<T>
    where T : unmanaged
{
    public T At(int i) => v[i];
}

/// <summary>Products of elements in registers.</summary>
internal readonly struct HeldProducts<T>(ArrayView<T> a, ArrayView<T> b) : IRowTerm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T At(int i) => a[i] * b[i];
}

/// <summary>(x − centre)² of elements in registers; 0 beyond the row's end.</summary>
internal readonly struct HeldSquaredDistances<T>(ArrayView<T> v, int count, T centre) : IRowTerm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T At(int i)
    {
        T d = v[i] - centre;
        return Group.IdxX + (i * Group.DimX) < count ? d * d : T.Zero;
    }
}
