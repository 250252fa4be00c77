using System.Runtime.InteropServices;

#pragma warning disable CS1591, CA1707, IDE1006, CA5392, SYSLIB1054 // raw binding, see H5.cs
namespace HDF.PInvoke;

internal static class H5F
{
    internal const uint ACC_RDONLY = 0, ACC_RDWR = 1, ACC_TRUNC = 2, ACC_EXCL = 4;

    [DllImport(H5.Library, EntryPoint = "H5Fopen")]
    internal static extern long open([MarshalAs(UnmanagedType.LPUTF8Str)] string filename, uint flags, long plist = 0);

    [DllImport(H5.Library, EntryPoint = "H5Fcreate")]
    internal static extern long create([MarshalAs(UnmanagedType.LPUTF8Str)] string filename, uint flags, long create_plist = 0, long access_plist = 0);

    [DllImport(H5.Library, EntryPoint = "H5Fclose")]
    internal static extern int close(long file_id);
}

internal static class H5G
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct info_t
    {
        internal int storage_type;
        internal ulong nlinks;
        internal long max_corder;
        internal byte mounted;
    }

    [DllImport(H5.Library, EntryPoint = "H5Gopen2")]
    internal static extern long open(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, long gapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Gcreate2")]
    internal static extern long create(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, long lcpl_id = 0, long gcpl_id = 0, long gapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Gget_info")]
    internal static extern int get_info(long loc_id, ref info_t ginfo);

    [DllImport(H5.Library, EntryPoint = "H5Gclose")]
    internal static extern int close(long group_id);
}

internal static class H5L
{
    internal enum type_t { ERROR = -1, HARD = 0, SOFT = 1, EXTERNAL = 64 }

    [StructLayout(LayoutKind.Sequential)]
    internal struct info_t
    {
        internal type_t type;
        internal uint corder_valid;
        internal long corder;
        internal int cset;
        internal ulong address_or_size;
    }

    [DllImport(H5.Library, EntryPoint = "H5Lexists")]
    internal static extern int exists(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, long lapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Lget_info")]
    internal static extern int get_info(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, ref info_t linfo, long lapl_id = 0);

    // its name from 1.12 on, where H5Lget_info is a macro
    [DllImport(H5.Library, EntryPoint = "H5Lget_info1")]
    internal static extern int get_info1(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, ref info_t linfo, long lapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Lget_val")]
    internal static extern int get_val(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, byte[] buf, nint size, long lapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Lget_name_by_idx")]
    internal static extern nint get_name_by_idx(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string group_name,
        H5.index_t index_type, H5.iter_order_t order, ulong n, byte[]? name, nint size, long lapl_id = 0);
}
#pragma warning restore
