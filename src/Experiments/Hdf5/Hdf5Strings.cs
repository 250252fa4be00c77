using System.Runtime.InteropServices;
using System.Text;
using HDF.PInvoke;
using Neuron.Kernels.Memory;

namespace Neuron.Experiments.Hdf5;

/// <summary>Texts of fixed or variable length; the caller holds the library's lock.</summary>
internal static class Hdf5Strings
{
    private const long MaxBytes = 1L << 30;

    /// <summary>Reads <paramref name="count"/> texts; <paramref name="read"/> takes a memory type and a buffer, and is negative on failure.</summary>
    public static string[] Read(Hdf5ElementType element, long type, long space, int count, string where, Func<long, nint, int> read)
    {
        if (count == 0) return [];
        using var memory = Hdf5Id.Of(H5T.copy(type), H5T.close, where);
        var texts = new string[count];
        if (element.VariableLength)
        {
            var pointers = new nint[count];
            if (Pinning.Call<nint, int>(pointers, p => read(memory.Value, p)) < 0) throw Hdf5Exception.AfterFailedCall(where);
            for (int i = 0; i < count; i++) texts[i] = pointers[i] == 0 ? "" : Marshal.PtrToStringUTF8(pointers[i]) ?? "";
            _ = Pinning.Call<nint, int>(pointers, p => H5D.vlen_reclaim(memory.Value, space, 0, p));
            return texts;
        }
        if ((long)element.Size * count > MaxBytes)
            throw new Hdf5Exception($"{where}: {count} texts of {element.Size} bytes pass the limit of {MaxBytes} bytes.");
        var bytes = new byte[element.Size * count];
        if (Pinning.Call<byte, int>(bytes, p => read(memory.Value, p)) < 0) throw Hdf5Exception.AfterFailedCall(where);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> one = bytes.AsSpan(i * element.Size, element.Size);
            int end = one.IndexOf((byte)0);
            texts[i] = Encoding.UTF8.GetString(end < 0 ? one : one[..end]);
        }
        return texts;
    }
}
