using HDF.PInvoke;

namespace Neuron.Experiments.Hdf5;

/// <summary>Extents of a dataspace; the caller holds the library's lock.</summary>
internal static class Hdf5Shape
{
    private const int MaxRank = 32; // the format's own limit

    public static long[] Of(long space, string where)
    {
        if (H5S.get_simple_extent_type(space) == H5S.class_t.NULL) return [0];
        int rank = H5S.get_simple_extent_ndims(space);
        if (rank is < 0 or > MaxRank) throw Hdf5Exception.AfterFailedCall($"{where}: the shape cannot be read");
        var dims = new ulong[MaxRank];
        if (rank > 0 && H5S.get_simple_extent_dims(space, dims, null) < 0) throw Hdf5Exception.AfterFailedCall($"{where}: the shape cannot be read");
        var shape = new long[rank];
        for (int i = 0; i < rank; i++)
            shape[i] = dims[i] <= long.MaxValue ? (long)dims[i] : throw new Hdf5Exception($"{where}: axis {i} has {dims[i]} elements.");
        return shape;
    }

    public static long Count(ReadOnlySpan<long> shape, string where)
    {
        long count = 1;
        foreach (long d in shape)
            if ((count = Math.BigMul(count, d, out long low) == 0 && low >= 0 ? low : -1) < 0)
                throw new Hdf5Exception($"{where}: shape [{string.Join(", ", shape.ToArray())}] has more elements than can be counted.");
        return count;
    }
}
