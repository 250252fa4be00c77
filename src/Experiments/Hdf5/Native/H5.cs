using System.Runtime.InteropServices;

// The names and signatures of the package HDF.PInvoke.1.10, so that it can take the place of these files.
#pragma warning disable CS1591 // raw binding: the meaning of each function is the HDF5 reference manual's
#pragma warning disable CA1707, IDE1006, CA5392, SYSLIB1054
namespace HDF.PInvoke;

internal static class H5
{
    internal const string Library = "hdf5";

    internal enum index_t { NAME = 0, CRT_ORDER = 1 }

    internal enum iter_order_t { INC = 0, DEC = 1, NATIVE = 2 }

    [DllImport(Library, EntryPoint = "H5open")]
    internal static extern int open();

    [DllImport(Library, EntryPoint = "H5get_libversion")]
    internal static extern int get_libversion(ref uint majnum, ref uint minnum, ref uint relnum);
}

internal static class H5E
{
    internal const long DEFAULT = 0;

    internal enum direction_t { UPWARD = 0, DOWNWARD = 1 }

    [StructLayout(LayoutKind.Sequential)]
    internal struct error_t
    {
        internal long cls_id;
        internal long maj_num;
        internal long min_num;
        internal uint line;
        internal nint func_name;
        internal nint file_name;
        internal nint desc;
    }

    internal delegate int walk_t(uint n, ref error_t err_desc, nint client_data);

    [DllImport(H5.Library, EntryPoint = "H5Eset_auto2")]
    internal static extern int set_auto(long estack_id, nint func, nint client_data);

    [DllImport(H5.Library, EntryPoint = "H5Ewalk2")]
    internal static extern int walk(long estack_id, direction_t direction, walk_t func, nint client_data);

    [DllImport(H5.Library, EntryPoint = "H5Eclear2")]
    internal static extern int clear(long estack_id);
}

internal static class H5I
{
    internal enum type_t { BADID = -1, FILE = 1, GROUP, DATATYPE, DATASPACE, DATASET }

    [DllImport(H5.Library, EntryPoint = "H5Iget_type")]
    internal static extern type_t get_type(long obj_id);
}

internal static class H5O
{
    [DllImport(H5.Library, EntryPoint = "H5Oopen")]
    internal static extern long open(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, long lapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Oclose")]
    internal static extern int close(long object_id);
}
#pragma warning restore
