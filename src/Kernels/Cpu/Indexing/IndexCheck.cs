namespace Neuron.Kernels.Cpu.Indexing;

/// <summary>Finds indices that lie outside an axis, before anything is read or written with them.</summary>
internal static unsafe class IndexCheck
{
    /// <summary>Position of the first index outside [0, length), or -1.</summary>
    public static long FirstOutside(Strided<long> indices, int length)
    {
        long count = indices.Count;
        for (long i = 0; i < count; i++)
            if ((ulong)indices.Data[i] >= (ulong)length) return i;
        return -1;
    }
}
