using System.Runtime.InteropServices;

#pragma warning disable CS1591, CA1707, IDE1006, CA5392, SYSLIB1054 // raw binding, see H5.cs
namespace HDF.PInvoke;

internal static class H5P
{
    internal const long DEFAULT = 0;

    [DllImport(H5.Library, EntryPoint = "H5Pcreate")]
    internal static extern long create(long cls_id);

    [DllImport(H5.Library, EntryPoint = "H5Pclose")]
    internal static extern int close(long prop_id);

    [DllImport(H5.Library, EntryPoint = "H5Pget_layout")]
    internal static extern H5D.layout_t get_layout(long plist_id);

    [DllImport(H5.Library, EntryPoint = "H5Pget_chunk")]
    internal static extern int get_chunk(long plist_id, int max_ndims, [Out] ulong[] dims);

    [DllImport(H5.Library, EntryPoint = "H5Pset_chunk")]
    internal static extern int set_chunk(long plist_id, int ndims, ulong[] dims);

    [DllImport(H5.Library, EntryPoint = "H5Pset_deflate")]
    internal static extern int set_deflate(long plist_id, uint level);

    [DllImport(H5.Library, EntryPoint = "H5Pset_shuffle")]
    internal static extern int set_shuffle(long plist_id);

    [DllImport(H5.Library, EntryPoint = "H5Pset_fletcher32")]
    internal static extern int set_fletcher32(long plist_id);

    [DllImport(H5.Library, EntryPoint = "H5Pset_obj_track_times")]
    internal static extern int set_obj_track_times(long plist_id, byte track_times);

    [DllImport(H5.Library, EntryPoint = "H5Pget_nfilters")]
    internal static extern int get_nfilters(long plist_id);

    [DllImport(H5.Library, EntryPoint = "H5Pget_external_count")]
    internal static extern int get_external_count(long plist_id);

    [DllImport(H5.Library, EntryPoint = "H5Pget_filter2")]
    internal static extern int get_filter(long plist_id, uint idx, ref uint flags, ref nint cd_nelmts, [Out] uint[] cd_values,
        nint namelen, [Out] byte[] name, ref uint filter_config);

    [DllImport(H5.Library, EntryPoint = "H5Pset_file_locking")]
    internal static extern int set_file_locking(long fapl_id, byte use_file_locking, byte ignore_when_disabled);
}
#pragma warning restore
