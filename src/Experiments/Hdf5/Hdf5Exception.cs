using System.Runtime.InteropServices;
using HDF.PInvoke;

namespace Neuron.Experiments.Hdf5;

/// <summary>An HDF5 file or object could not be read or written; the text names file, object and the library's own reason.</summary>
internal sealed class Hdf5Exception(string message) : IOException(message)
{
    /// <summary>The exception for a call that just failed on this thread, with the innermost entry of the library's error stack.</summary>
    public static Hdf5Exception AfterFailedCall(string what)
    {
        string? reason = null;
        _ = H5E.walk(H5E.DEFAULT, H5E.direction_t.UPWARD, Visit, 0);
        _ = H5E.clear(H5E.DEFAULT);
        return new Hdf5Exception(reason is null ? $"{what}." : $"{what} (libhdf5: {reason}).");

        int Visit(uint n, ref H5E.error_t entry, nint data)
        {
            if (n == 0) reason = Marshal.PtrToStringUTF8(entry.desc);
            return 0;
        }
    }
}
