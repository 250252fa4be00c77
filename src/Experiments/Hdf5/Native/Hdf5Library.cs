using System.Reflection;
using System.Runtime.InteropServices;
using HDF.PInvoke;

namespace Neuron.Experiments.Hdf5;

/// <summary>Finds and loads the native library; the single lock under which all of it is called.</summary>
/// <remarks>Debian's build of libhdf5 is not thread-safe, so calls are serialised here; decompression is not (see <see cref="Hdf5Slabs"/>).</remarks>
internal static class Hdf5Library
{
    private const string InstallLine = "install it with: apt-get install libhdf5-103-1, or libhdf5-310 where that is newer (1.10 to 1.14 serve)";

    private static readonly string[] s_names =
    [
        "libhdf5_serial.so.103", "libhdf5.so.103", "libhdf5_serial.so", "libhdf5.so", // 1.10
        "libhdf5_serial.so.310", "libhdf5.so.310", "libhdf5_serial.so.200", "libhdf5.so.200", "libhdf5.dylib", "hdf5.dll", // 1.14, 1.12
    ];

    private static readonly Lazy<(nint Handle, string? Problem)> s_library = new(Load);
    [ThreadStatic] private static bool s_quiet;

    /// <summary>All calls into the library hold this lock.</summary>
    public static Lock Gate { get; } = new();

    /// <summary>Why HDF5 files cannot be read or written on this machine; null when they can.</summary>
    public static string? Problem => s_library.Value.Problem;

    /// <summary>Loads the library, and stops it from printing its error stack on this thread.</summary>
    /// <exception cref="DllNotFoundException">The library is absent or older than 1.10; the text says how to install it.</exception>
    public static void EnsureLoaded()
    {
        if (Problem is not null) throw new DllNotFoundException(Problem);
        if (s_quiet) return;
        _ = H5E.set_auto(H5E.DEFAULT, 0, 0);
        s_quiet = true;
    }

    /// <summary>The value of an identifier that the library exports as a variable, such as H5T_NATIVE_DOUBLE_g.</summary>
    public static long Identifier(string symbol)
    {
        EnsureLoaded();
        return Marshal.ReadInt64(NativeLibrary.GetExport(s_library.Value.Handle, symbol));
    }

    /// <summary>Whether the library has a function: those later than 1.10.0 are asked for.</summary>
    public static bool Has(string function)
    {
        EnsureLoaded();
        return NativeLibrary.TryGetExport(s_library.Value.Handle, function, out _);
    }

    private static (nint, string?) Load()
    {
        nint handle = 0;
        foreach (string name in s_names)
            if (NativeLibrary.TryLoad(name, out handle)) break;
        if (handle == 0) return (0, $"HDF5 files need the native library libhdf5, which was not found; {InstallLine}.");
        NativeLibrary.SetDllImportResolver(typeof(Hdf5Library).Assembly, Resolve);
        (uint major, uint minor, uint release) = (0, 0, 0);
        if (!NativeLibrary.TryGetExport(handle, "H5get_libversion", out _) || H5.get_libversion(ref major, ref minor, ref release) < 0
            || (major, minor).CompareTo((1u, 10u)) < 0)
            return (handle, $"libhdf5 {major}.{minor}.{release} is too old, 1.10 or later is needed; {InstallLine}.");
        return H5.open() < 0 ? (handle, "libhdf5 was found but did not initialise.") : (handle, null);

        nint Resolve(string library, Assembly assembly, DllImportSearchPath? path) => library == H5.Library ? handle : 0;
    }
}
