using System.Runtime.InteropServices;

#pragma warning disable CS1591, CA1707, IDE1006, CA5392, SYSLIB1054 // raw binding, see H5.cs
namespace HDF.PInvoke;

internal static class H5S
{
    internal const long ALL = 0;

    internal enum seloper_t { SET = 0 }

    internal enum class_t { NO_CLASS = -1, SCALAR = 0, SIMPLE = 1, NULL = 2 }

    [DllImport(H5.Library, EntryPoint = "H5Screate")]
    internal static extern long create(class_t type);

    [DllImport(H5.Library, EntryPoint = "H5Screate_simple")]
    internal static extern long create_simple(int rank, ulong[] dims, ulong[]? maxdims);

    [DllImport(H5.Library, EntryPoint = "H5Sclose")]
    internal static extern int close(long space_id);

    [DllImport(H5.Library, EntryPoint = "H5Sget_simple_extent_ndims")]
    internal static extern int get_simple_extent_ndims(long space_id);

    [DllImport(H5.Library, EntryPoint = "H5Sget_simple_extent_dims")]
    internal static extern int get_simple_extent_dims(long space_id, [Out] ulong[] dims, [Out] ulong[]? maxdims);

    [DllImport(H5.Library, EntryPoint = "H5Sget_simple_extent_type")]
    internal static extern class_t get_simple_extent_type(long space_id);

    [DllImport(H5.Library, EntryPoint = "H5Sselect_hyperslab")]
    internal static extern int select_hyperslab(long space_id, seloper_t op, ulong[] start, ulong[]? stride, ulong[] count, ulong[]? block);
}

internal static class H5T
{

    internal enum class_t
    {
        NO_CLASS = -1, INTEGER = 0, FLOAT = 1, TIME = 2, STRING = 3, BITFIELD = 4, OPAQUE = 5, COMPOUND = 6,
        REFERENCE = 7, ENUM = 8, VLEN = 9, ARRAY = 10,
    }

    internal enum order_t { ERROR = -1, LE = 0, BE = 1, VAX = 2, MIXED = 3, ONE = 4 }

    internal enum sign_t { ERROR = -1, NONE = 0, TWO = 1 }

    internal enum cset_t { ERROR = -1, ASCII = 0, UTF8 = 1 }

    [DllImport(H5.Library, EntryPoint = "H5Tget_class")]
    internal static extern class_t get_class(long dtype_id);

    [DllImport(H5.Library, EntryPoint = "H5Tget_size")]
    internal static extern nint get_size(long dtype_id);

    [DllImport(H5.Library, EntryPoint = "H5Tget_sign")]
    internal static extern sign_t get_sign(long dtype_id);

    [DllImport(H5.Library, EntryPoint = "H5Tget_order")]
    internal static extern order_t get_order(long dtype_id);

    [DllImport(H5.Library, EntryPoint = "H5Tequal")]
    internal static extern int equal(long type_id1, long type_id2);

    [DllImport(H5.Library, EntryPoint = "H5Tis_variable_str")]
    internal static extern int is_variable_str(long dtype_id);

    [DllImport(H5.Library, EntryPoint = "H5Tget_nmembers")]
    internal static extern int get_nmembers(long dtype_id);

    [DllImport(H5.Library, EntryPoint = "H5Tcopy")]
    internal static extern long copy(long type_id);

    [DllImport(H5.Library, EntryPoint = "H5Tset_size")]
    internal static extern int set_size(long dtype_id, nint size);

    [DllImport(H5.Library, EntryPoint = "H5Tset_cset")]
    internal static extern int set_cset(long dtype_id, cset_t cset);

    [DllImport(H5.Library, EntryPoint = "H5Tclose")]
    internal static extern int close(long type_id);
}
#pragma warning restore
