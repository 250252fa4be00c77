using HDF.PInvoke;
using Neuron.Kernels.Memory;

namespace Neuron.Experiments.Hdf5;

/// <summary>A dataset: shape, type, storage, reads and writes of rectangular slabs.</summary>
/// <remarks>A slab is read straight into the caller's memory, converted to its element type by the library.</remarks>
internal sealed class Hdf5Dataset : IDisposable
{
    // deflate cannot expand beyond 1032:1, and unwritten chunks hold the fill value: what passes both bounds is a damaged header
    private const long MaxExpansion = 1032, FreeBytes = 1L << 30;

    private readonly Hdf5File _file;
    private readonly Hdf5Id _id;

    internal Hdf5Dataset(Hdf5File file, string path, Hdf5Id id)
    {
        (_file, Path, _id) = (file, path, id);
        try
        {
            using var space = Hdf5Id.Of(H5D.get_space(id.Value), H5S.close, $"{file.Path}: shape of {path}");
            using var type = Hdf5Id.Of(H5D.get_type(id.Value), H5T.close, $"{file.Path}: type of {path}");
            using var properties = Hdf5Id.Of(H5D.get_create_plist(id.Value), H5P.close, $"{file.Path}: storage of {path}");
            Shape = Hdf5Shape.Of(space.Value, Where);
            Count = Hdf5Shape.Count(Shape, Where);
            ElementType = Hdf5ElementType.Of(type.Value);
            if (H5P.get_layout(properties.Value) == H5D.layout_t.CHUNKED) Chunk = ReadChunk(properties.Value);
            Filters = ReadFilters(properties.Value);
            if (H5P.get_external_count(properties.Value) > 0)
                throw new Hdf5Exception($"{Where}: its data lie in other files, which are not read.");
        }
        catch
        {
            id.Dispose();
            throw;
        }
    }

    /// <summary>Path inside the file.</summary>
    public string Path { get; }

    /// <summary>Elements along each axis; empty for a scalar.</summary>
    public IReadOnlyList<long> Extents => Shape;

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Type of the stored elements.</summary>
    public Hdf5ElementType ElementType { get; }

    /// <summary>Elements of a chunk along each axis; null when contiguous or compact.</summary>
    public long[]? Chunk { get; }

    /// <summary>Filters in the order in which they were applied on writing.</summary>
    public IReadOnlyList<Hdf5Filter> Filters { get; }

    internal long[] Shape { get; }
    internal string Where => $"{_file.Path}: {Path}";
    internal Hdf5Id Id => _id;

    /// <summary>Attributes of this dataset.</summary>
    public IReadOnlyDictionary<string, object> Attributes => _file.Attributes(Path);

    /// <summary>Reads the slab [start, start + count) along each axis, row-major, into <paramref name="into"/>.</summary>
    /// <exception cref="ArgumentException">The slab leaves the dataset, or does not fill <paramref name="into"/>.</exception>
    /// <exception cref="Hdf5Exception">The data are damaged, or no numbers.</exception>
    public void Read<T>(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<T> into) where T : unmanaged
    {
        CheckSlab(start, count, into.Length);
        if (ElementType.Kind is Hdf5ElementKind.String or Hdf5ElementKind.Other)
            throw new Hdf5Exception($"{Where}: elements are {ElementType}, not numbers.");
        if (into.IsEmpty) return;
        CheckChunkSize();
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            long type = Hdf5ElementType.MemoryType<T>();
            using Hdf5Id? selected = Select(start, count), memory = selected is null ? null : MemorySpace(count);
            int status = Pinning.Call<T, int>(into, p => H5D.read(_id.Value, type, memory?.Value ?? H5S.ALL, selected?.Value ?? H5S.ALL, 0, p));
            if (status < 0) throw Hdf5Exception.AfterFailedCall($"{Where}: elements {Slab(start, count)} cannot be read");
        }
    }

    /// <summary>Reads samples [start, start + into.Length) of a 1-D dataset.</summary>
    public void Read<T>(long start, Span<T> into) where T : unmanaged => Read([start], [into.Length], into);

    /// <summary>Reads all elements.</summary>
    /// <exception cref="Hdf5Exception">The header asks for far more than the file can hold.</exception>
    public T[] ReadAll<T>() where T : unmanaged
    {
        CheckPlausible(ElementType.Size);
        var all = new T[Count];
        Read(new long[Shape.Length], Shape, all.AsSpan());
        return all;
    }

    /// <summary>Reads all elements of a text dataset.</summary>
    public string[] ReadStrings()
    {
        if (ElementType.Kind != Hdf5ElementKind.String) throw new Hdf5Exception($"{Where}: elements are {ElementType}, not texts.");
        CheckPlausible(ElementType.VariableLength ? 16 : ElementType.Size);
        CheckChunkSize();
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            using var type = Hdf5Id.Of(H5D.get_type(_id.Value), H5T.close, Where);
            using var space = Hdf5Id.Of(H5D.get_space(_id.Value), H5S.close, Where);
            return Hdf5Strings.Read(ElementType, type.Value, space.Value, checked((int)Count), Where,
                (memory, buffer) => H5D.read(_id.Value, memory, H5S.ALL, H5S.ALL, 0, buffer));
        }
    }

    /// <summary>Writes the slab [start, start + count) from row-major <paramref name="values"/>.</summary>
    public void Write<T>(ReadOnlySpan<long> start, ReadOnlySpan<long> count, ReadOnlySpan<T> values) where T : unmanaged
    {
        CheckSlab(start, count, values.Length);
        if (values.IsEmpty) return;
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            long type = Hdf5ElementType.MemoryType<T>();
            using Hdf5Id? selected = Select(start, count), memory = selected is null ? null : MemorySpace(count);
            int status = Pinning.Call(values, p => H5D.write(_id.Value, type, memory?.Value ?? H5S.ALL, selected?.Value ?? H5S.ALL, 0, p));
            if (status < 0) throw Hdf5Exception.AfterFailedCall($"{Where}: elements {Slab(start, count)} cannot be written");
        }
    }

    public void Dispose() => _id.Dispose();

    private static string Slab(ReadOnlySpan<long> start, ReadOnlySpan<long> count)
    {
        var text = new string[start.Length];
        for (int i = 0; i < text.Length; i++) text[i] = $"{start[i]}..{start[i] + count[i]}";
        return $"[{string.Join(", ", text)}]";
    }

    private void CheckSlab(ReadOnlySpan<long> start, ReadOnlySpan<long> count, int length)
    {
        if (start.Length != Shape.Length || count.Length != Shape.Length)
            throw new ArgumentException($"{Where}: a slab of rank {start.Length} in a dataset of rank {Shape.Length}.");
        for (int i = 0; i < Shape.Length; i++)
            if (start[i] < 0 || count[i] < 0 || start[i] > Shape[i] - count[i])
                throw new ArgumentException($"{Where}: axis {i} has {Shape[i]} elements, asked for {start[i]}..{start[i] + count[i]}.");
        long asked = Hdf5Shape.Count(count, Where);
        if (asked != length) throw new ArgumentException($"{Where}: the slab has {asked} elements, the buffer {length}.");
    }

    private void CheckPlausible(int elementSize)
    {
        double bytes = (double)Count * elementSize, file = new FileInfo(_file.Path).Length;
        double limit = Filters.Count == 0 && Chunk is null ? file : FreeBytes + MaxExpansion * file;
        if (bytes > limit && Count > 0)
            throw new Hdf5Exception($"{Where}: the header declares {bytes:0} bytes of data, the file has {file:0}; it is truncated or damaged.");
        if (Count > Array.MaxLength)
            throw new Hdf5Exception($"{Where}: {Count} elements do not fit one array; read it in slabs.");
    }

    // the library allocates whole chunks, whatever the slab
    private void CheckChunkSize()
    {
        if (Chunk is null) return;
        double bytes = (double)Hdf5Shape.Count(Chunk, Where) * ElementType.Size;
        if (bytes > FreeBytes && bytes > 2.0 * Count * ElementType.Size)
            throw new Hdf5Exception($"{Where}: chunks of {bytes:0} bytes for {Count} elements; the header is damaged.");
    }

    private Hdf5Id? Select(ReadOnlySpan<long> start, ReadOnlySpan<long> count)
    {
        if (Shape.Length == 0) return null;
        var space = Hdf5Id.Of(H5D.get_space(_id.Value), H5S.close, Where);
        if (H5S.select_hyperslab(space.Value, H5S.seloper_t.SET, Unsigned(start), null, Unsigned(count), null) >= 0) return space;
        space.Dispose();
        throw Hdf5Exception.AfterFailedCall($"{Where}: slab {Slab(start, count)}");
    }

    private Hdf5Id MemorySpace(ReadOnlySpan<long> count) =>
        Hdf5Id.Of(H5S.create_simple(count.Length, Unsigned(count), null), H5S.close, Where);

    internal static ulong[] Unsigned(ReadOnlySpan<long> values)
    {
        var unsigned = new ulong[values.Length];
        for (int i = 0; i < unsigned.Length; i++) unsigned[i] = (ulong)values[i];
        return unsigned;
    }

    private long[] ReadChunk(long properties)
    {
        var dims = new ulong[32];
        int rank = H5P.get_chunk(properties, dims.Length, dims);
        if (rank != Shape.Length) throw Hdf5Exception.AfterFailedCall($"{Where}: the chunk shape cannot be read");
        return Array.ConvertAll(dims[..rank], d => (long)d);
    }

    private Hdf5Filter[] ReadFilters(long properties)
    {
        int count = H5P.get_nfilters(properties);
        if (count is < 0 or > 32) throw Hdf5Exception.AfterFailedCall($"{Where}: the filters cannot be read");
        var filters = new Hdf5Filter[count];
        for (uint i = 0; i < filters.Length; i++)
        {
            (uint flags, uint config, nint values) = (0, 0, 0);
            int id = H5P.get_filter(properties, i, ref flags, ref values, [], 0, [], ref config);
            filters[i] = id >= 0 ? (Hdf5Filter)id : throw Hdf5Exception.AfterFailedCall($"{Where}: filter {i} cannot be read");
        }
        return filters;
    }
}
