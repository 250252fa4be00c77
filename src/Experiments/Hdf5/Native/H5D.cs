using System.Runtime.InteropServices;

#pragma warning disable CS1591, CA1707, IDE1006, CA5392, SYSLIB1054 // raw binding, see H5.cs
namespace HDF.PInvoke;

internal static class H5D
{
    internal enum layout_t { ERROR = -1, COMPACT = 0, CONTIGUOUS = 1, CHUNKED = 2, VIRTUAL = 3 }

    [DllImport(H5.Library, EntryPoint = "H5Dopen2")]
    internal static extern long open(long file_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, long dapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Dcreate2")]
    internal static extern long create(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, long type_id, long space_id,
        long lcpl_id = 0, long dcpl_id = 0, long dapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Dclose")]
    internal static extern int close(long dset_id);

    [DllImport(H5.Library, EntryPoint = "H5Dread")]
    internal static extern int read(long dset_id, long mem_type_id, long mem_space_id, long file_space_id, long plist_id, nint buf);

    [DllImport(H5.Library, EntryPoint = "H5Dwrite")]
    internal static extern int write(long dset_id, long mem_type_id, long mem_space_id, long file_space_id, long plist_id, nint buf);

    [DllImport(H5.Library, EntryPoint = "H5Dread_chunk")]
    internal static extern int read_chunk(long dset_id, long dxpl_id, ulong[] offset, ref uint filters, nint buf);

    [DllImport(H5.Library, EntryPoint = "H5Dget_chunk_storage_size")]
    internal static extern int get_chunk_storage_size(long dset_id, ulong[] offset, ref ulong chunk_nbytes);

    [DllImport(H5.Library, EntryPoint = "H5Dget_space")]
    internal static extern long get_space(long dset_id);

    [DllImport(H5.Library, EntryPoint = "H5Dget_type")]
    internal static extern long get_type(long dset_id);

    [DllImport(H5.Library, EntryPoint = "H5Dget_create_plist")]
    internal static extern long get_create_plist(long dset_id);

    [DllImport(H5.Library, EntryPoint = "H5Dvlen_reclaim")]
    internal static extern int vlen_reclaim(long type_id, long space_id, long plist_id, nint buf);
}

internal static class H5A
{
    [DllImport(H5.Library, EntryPoint = "H5Aopen")]
    internal static extern long open(long obj_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string attr_name, long aapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Acreate2")]
    internal static extern long create(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string attr_name, long type_id, long space_id,
        long acpl_id = 0, long aapl_id = 0);

    [DllImport(H5.Library, EntryPoint = "H5Aclose")]
    internal static extern int close(long attr_id);

    [DllImport(H5.Library, EntryPoint = "H5Aread")]
    internal static extern int read(long attr_id, long mem_type_id, nint buf);

    [DllImport(H5.Library, EntryPoint = "H5Awrite")]
    internal static extern int write(long attr_id, long mem_type_id, nint buf);

    [DllImport(H5.Library, EntryPoint = "H5Aget_space")]
    internal static extern long get_space(long attr_id);

    [DllImport(H5.Library, EntryPoint = "H5Aget_type")]
    internal static extern long get_type(long attr_id);

    [DllImport(H5.Library, EntryPoint = "H5Aget_num_attrs")]
    internal static extern int get_num_attrs(long obj_id);

    [DllImport(H5.Library, EntryPoint = "H5Aget_name_by_idx")]
    internal static extern nint get_name_by_idx(long loc_id, [MarshalAs(UnmanagedType.LPUTF8Str)] string obj_name,
        H5.index_t idx_type, H5.iter_order_t order, ulong n, byte[]? name, nint size, long lapl_id = 0);
}
#pragma warning restore
