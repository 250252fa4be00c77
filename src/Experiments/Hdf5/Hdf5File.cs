using System.Text;
using HDF.PInvoke;

namespace Neuron.Experiments.Hdf5;

/// <summary>An HDF5 file: groups, datasets and attributes addressed by path ("data/electrode_3").</summary>
/// <remarks>Reads may come from any thread; they are serialised inside the library.</remarks>
internal sealed class Hdf5File : IDisposable
{
    private readonly Hdf5Id _file;

    private Hdf5File(string path, Hdf5Id file) => (Path, _file) = (path, file);

    /// <summary>Path on disk.</summary>
    public string Path { get; }

    /// <summary>Why HDF5 files cannot be used on this machine (with the install line); null when they can.</summary>
    public static string? WhyUnavailable => Hdf5Library.Problem;

    internal Hdf5Id Id => _file;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Hdf5Exception">It is not an HDF5 file, or damaged.</exception>
    /// <exception cref="DllNotFoundException">libhdf5 is absent.</exception>
    public static Hdf5File Open(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file.", path);
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            using var access = Access();
            return new(path, Hdf5Id.Of(H5F.open(path, H5F.ACC_RDONLY, access.Value), H5F.close, $"{path}: not an HDF5 file, or damaged"));
        }
    }

    /// <summary>Creates a file, replacing one of the same name; written in the oldest format that holds the content.</summary>
    public static Hdf5File Create(string path)
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            using var access = Access();
            return new(path, Hdf5Id.Of(H5F.create(path, H5F.ACC_TRUNC, 0, access.Value), H5F.close, $"{path}: could not be created"));
        }
    }

    /// <summary>Access without file locks: a process started meanwhile inherits the handle and would hold the lock after the file is closed.</summary>
    private static Hdf5Id Access()
    {
        var access = Hdf5Id.Of(H5P.create(Hdf5Library.Identifier("H5P_CLS_FILE_ACCESS_ID_g")), H5P.close, "property list");
        if (Hdf5Library.Has("H5Pset_file_locking")) _ = H5P.set_file_locking(access.Value, 0, 1);
        return access;
    }

    /// <summary>True when the path leads to an object (every link on the way exists).</summary>
    public bool Exists(string path)
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            string at = "";
            foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                at += "/" + part;
                if (H5L.exists(_file.Value, at) <= 0) return false;
            }
            using var id = OpenObject(at.Length == 0 ? "/" : at);
            return true;
        }
    }

    /// <summary>The names in a group, in bytewise order; those that cannot be opened are among them.</summary>
    /// <exception cref="Hdf5Exception">There is no such group, or it is damaged.</exception>
    public IReadOnlyList<Hdf5Entry> List(string group = "/")
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            using var id = Hdf5Id.Of(H5G.open(_file.Value, group), H5G.close, $"{Path}: group {group} could not be opened");
            H5G.info_t info = default;
            if (H5G.get_info(id.Value, ref info) < 0) throw Failed($"group {group} cannot be listed");
            List<Hdf5Entry> entries = [];
            for (ulong i = 0; i < info.nlinks; i++)
                entries.Add(Describe(id.Value, LinkName(id.Value, group, i)));
            return entries;
        }
    }

    /// <summary>Every dataset of the file by path, soft links and links into other files left out.</summary>
    /// <exception cref="Hdf5Exception">A group or dataset is damaged.</exception>
    public IReadOnlyList<string> ListDatasets()
    {
        const int maxDepth = 64; // a damaged or looping file must not lead into an endless descent
        List<string> found = [];
        Descend("", 0);
        return found;

        void Descend(string group, int depth)
        {
            if (depth > maxDepth) throw new Hdf5Exception($"{Path}: groups are nested deeper than {maxDepth} at {group}; the file loops or is damaged.");
            foreach (Hdf5Entry entry in List(group.Length == 0 ? "/" : group))
            {
                string path = group.Length == 0 ? entry.Name : $"{group}/{entry.Name}";
                if (entry.Kind == Hdf5EntryKind.Dataset) found.Add(path);
                else if (entry.Kind == Hdf5EntryKind.Group) Descend(path, depth + 1);
                else if (entry.Kind == Hdf5EntryKind.Unreadable) throw new Hdf5Exception($"{Path}: {path} could not be opened.");
            }
        }
    }

    /// <summary>Opens a dataset.</summary>
    /// <exception cref="Hdf5Exception">There is none of that path, or it is damaged.</exception>
    public Hdf5Dataset Dataset(string path)
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            return new Hdf5Dataset(this, path, Hdf5Id.Of(H5D.open(_file.Value, path), H5D.close, $"{Path}: dataset {path} could not be opened"));
        }
    }

    /// <summary>Attributes of a group or dataset: number → double or long, text → string, arrays → double[] or string[].</summary>
    public IReadOnlyDictionary<string, object> Attributes(string path = "/")
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            using Hdf5Id id = OpenObject(path);
            return Hdf5Attributes.ReadAll(id, $"{Path}: {path}");
        }
    }

    /// <summary>Creates a group; those above it must exist.</summary>
    public void CreateGroup(string path)
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            Hdf5Id.Of(H5G.create(_file.Value, path), H5G.close, $"{Path}: group {path} could not be created").Dispose();
        }
    }

    /// <summary>Creates an empty dataset of elements <typeparamref name="T"/>, to be filled by <see cref="Hdf5Dataset.Write"/>.</summary>
    public Hdf5Dataset CreateDataset<T>(string path, long[] shape, Hdf5Storage storage) where T : unmanaged
    {
        if (storage.Chunk is null && (storage.GzipLevel is not null || storage.Shuffle || storage.Fletcher32))
            throw new ArgumentException($"{path}: compression, shuffle and checksums need chunks; set {nameof(Hdf5Storage)}.{nameof(Hdf5Storage.Chunk)}.", nameof(storage));
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            ulong[] dims = Array.ConvertAll(shape, d => (ulong)d);
            using var space = Hdf5Id.Of(shape.Length == 0 ? H5S.create(H5S.class_t.SCALAR) : H5S.create_simple(dims.Length, dims, null), H5S.close, $"{Path}: shape of {path}");
            using var properties = Hdf5Id.Of(H5P.create(Hdf5Library.Identifier("H5P_CLS_DATASET_CREATE_ID_g")), H5P.close, "property list");
            Apply(storage, properties.Value, path);
            var id = Hdf5Id.Of(H5D.create(_file.Value, path, Hdf5ElementType.MemoryType<T>(), space.Value, 0, properties.Value), H5D.close, $"{Path}: dataset {path} could not be created");
            return new Hdf5Dataset(this, path, id);
        }
    }

    /// <summary>Creates a dataset and writes all of it.</summary>
    public void WriteDataset<T>(string path, long[] shape, ReadOnlySpan<T> values, Hdf5Storage storage) where T : unmanaged
    {
        using Hdf5Dataset dataset = CreateDataset<T>(path, shape, storage);
        dataset.Write(new long[shape.Length], shape, values);
    }

    /// <summary>Adds a text attribute to a group or dataset.</summary>
    public void WriteAttribute(string path, string name, string value)
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            using Hdf5Id id = OpenObject(path);
            Hdf5Attributes.Write(id, name, value, $"{Path}: {path}");
        }
    }

    /// <summary>Adds a number attribute to a group or dataset.</summary>
    public void WriteAttribute(string path, string name, double value)
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Library.EnsureLoaded();
            using Hdf5Id id = OpenObject(path);
            Hdf5Attributes.Write(id, name, value, $"{Path}: {path}");
        }
    }

    public void Dispose() => _file.Dispose();

    internal Hdf5Exception Failed(string what) => Hdf5Exception.AfterFailedCall($"{Path}: {what}");

    private Hdf5Id OpenObject(string path) =>
        Hdf5Id.Of(H5O.open(_file.Value, path), H5O.close, $"{Path}: {path} could not be opened");

    private void Apply(Hdf5Storage storage, long properties, string path)
    {
        if (H5P.set_obj_track_times(properties, 0) < 0) throw Failed($"storage of {path}"); // the same content is the same bytes, whenever it is written
        if (storage.Chunk is not { } chunk) return;
        bool ok = H5P.set_chunk(properties, chunk.Length, Array.ConvertAll(chunk, d => (ulong)d)) >= 0
            && (!storage.Shuffle || H5P.set_shuffle(properties) >= 0)
            && (storage.GzipLevel is not { } level || H5P.set_deflate(properties, (uint)level) >= 0)
            && (!storage.Fletcher32 || H5P.set_fletcher32(properties) >= 0);
        if (!ok) throw Failed($"storage of {path}");
    }

    private string LinkName(long group, string path, ulong index)
    {
        const int longest = 1 << 16;
        nint length = H5L.get_name_by_idx(group, ".", H5.index_t.NAME, H5.iter_order_t.INC, index, null, 0);
        if (length is < 0 or > longest) throw Failed($"group {path}: name {index} cannot be read");
        var name = new byte[length + 1];
        if (H5L.get_name_by_idx(group, ".", H5.index_t.NAME, H5.iter_order_t.INC, index, name, name.Length) < 0)
            throw Failed($"group {path}: name {index} cannot be read");
        return Encoding.UTF8.GetString(name, 0, (int)length);
    }

    private Hdf5Entry Describe(long group, string name)
    {
        H5L.info_t link = default;
        int answer = Hdf5Library.Has("H5Lget_info1") ? H5L.get_info1(group, name, ref link) : H5L.get_info(group, name, ref link);
        if (answer < 0) throw Failed($"link {name} cannot be read");
        if (link.type == H5L.type_t.SOFT)
        {
            var target = new byte[Math.Min(link.address_or_size, 1 << 16)];
            if (H5L.get_val(group, name, target, target.Length) < 0) throw Failed($"soft link {name} cannot be read");
            return new(name, Hdf5EntryKind.SoftLink, Encoding.UTF8.GetString(target).TrimEnd('\0'));
        }
        if (link.type != H5L.type_t.HARD) return new(name, Hdf5EntryKind.ExternalLink);
        try
        {
            using var id = Hdf5Id.Of(H5O.open(group, name), H5O.close, $"{Path}: {name} could not be opened");
            return new(name, H5I.get_type(id.Value) switch
            {
                H5I.type_t.GROUP => Hdf5EntryKind.Group,
                H5I.type_t.DATASET => Hdf5EntryKind.Dataset,
                _ => Hdf5EntryKind.Datatype,
            });
        }
        catch (Hdf5Exception)
        {
            return new(name, Hdf5EntryKind.Unreadable); // the others in the group may be sound
        }
    }
}
