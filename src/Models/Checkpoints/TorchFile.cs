using System.IO.Compression;

namespace Neuron.Models;

/// <summary>
/// Reads the tensors of PyTorch's .pt and .pth files, without Python and without running what the file says: its pickle is read as
/// data, and whatever is neither a tensor nor a plain container is refused by name.
/// </summary>
/// <remarks>Both formats of torch.save: the archive (since 1.6) and the older one. int8 and int16 are widened to int32.</remarks>
public static class TorchFile
{
    private const int DeepestNesting = 64, MostNodes = 1 << 20, LargestExpansion = 1 << 24;

    /// <summary>The state dictionary of a file; nested containers give names joined by dots, values that are no tensors are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="part">The entry of the outermost dictionary that holds the weights ("model"); other entries may then hold anything. Null for all.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else than tensors and plain containers; the text names it.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, string? part = null)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path, part);
    }

    /// <summary>The state dictionary of a stream that can seek.</summary>
    /// <exception cref="InvalidDataException">As for a file.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream, string source, string? part = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> start = stackalloc byte[4];
        int read = stream.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        stream.Position -= read;
        if (read < 4) throw new InvalidDataException($"{source}: {read} bytes; expected a file written by torch.save.");
        PickleGlobals globals = new(source, keepForeign: part is not null);
        try
        {
            return start.SequenceEqual("PK\x03\x04"u8) ? FromArchive(stream, source, part, globals) : LegacyTorchFile.Read(stream, source, globals, root => Select(root, part, source));
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or NotSupportedException or OverflowException
            || (e is InvalidDataException && !e.Message.StartsWith(source, StringComparison.Ordinal))) // those of ZipArchive do not name the file
        {
            throw new InvalidDataException($"{source}: the archive is damaged: {e.Message}", e);
        }
    }

    private static OrderedDictionary<string, Tensor> FromArchive(Stream stream, string source, string? part, PickleGlobals globals)
    {
        using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in archive.Entries) entries[entry.FullName] = entry;
        string[] pickles = [.. entries.Keys.Where(n => n == "data.pkl" || (n.EndsWith("/data.pkl", StringComparison.Ordinal) && n.Count(c => c == '/') == 1))];
        if (pickles.Length != 1) throw new InvalidDataException($"{source}: a zip archive with {pickles.Length} files data.pkl; expected one, as torch.save writes it.");
        string folder = pickles[0][..^"data.pkl".Length];
        if (entries.ContainsKey($"{folder}constants.pkl"))
            throw new InvalidDataException($"{source}: a TorchScript archive, which holds a program; save the state dictionary instead: torch.save(model.state_dict(), path).");
        if (entries.TryGetValue($"{folder}byteorder", out ZipArchiveEntry? order) && new string([.. Content(order, 16, stream.Length, source).Select(b => (char)b)]) is var name && name != "little")
            throw new InvalidDataException($"{source}: elements in byte order '{name}'; expected 'little'.");
        using MemoryStream pickle = new(Content(entries[pickles[0]], 1 << 28, stream.Length, source));
        object? root = new PickleReader(pickle, source, globals, id => Identify(id, globals, source)).Read();
        return Tensors(Select(root, part, source), elements =>
        {
            if (!entries.TryGetValue($"{folder}data/{elements.Key}", out ZipArchiveEntry? entry))
                throw new InvalidDataException($"{source}: no file {folder}data/{elements.Key}, which holds {elements.Count} elements of a tensor.");
            long bytes = Bytes(elements, source);
            CheckLength(entry, stream.Length, source);
            if (entry.Length != bytes) throw new InvalidDataException($"{source}: {entry.FullName} has {entry.Length} bytes; {elements.Count} elements of {elements.Code} take {bytes}.");
            using Stream content = entry.Open();
            return Load(content, elements, source);
        }, source);
    }

    /// <summary>The stored elements that a persistent identifier ('storage', type, key, device, number) stands for.</summary>
    internal static StoredElements Identify(object? id, PickleGlobals globals, string source) =>
        id is object?[] and ["storage", var type, string key, _, long count, ..] && count >= 0 ? new(key, globals.StorageCode(type), count)
            : throw new InvalidDataException($"{source}: the pickle refers to what is no storage of a tensor.");

    /// <summary>Bytes that the elements take.</summary>
    internal static long Bytes(StoredElements elements, string source) =>
        (Int128)elements.Count * SafeTensorsHeader.ElementSize(elements.Code) is var bytes && bytes < Array.MaxLength * 8L ? (long)bytes
            : throw new InvalidDataException($"{source}: storage {elements.Key} claims {elements.Count} elements of {elements.Code}.");

    /// <summary>The elements as a tensor of one axis.</summary>
    internal static Tensor Load(Stream stream, StoredElements elements, string source) => elements.Count > int.MaxValue
        ? throw new InvalidDataException($"{source}: storage {elements.Key} has {elements.Count} elements; expected at most {int.MaxValue}.")
        : SafeTensors.Load(stream, new SafeTensorsEntry(elements.Key, elements.Code, [(int)elements.Count], 0, Bytes(elements, source)), source);

    /// <summary>All tensors under a value, each storage loaded once.</summary>
    internal static OrderedDictionary<string, Tensor> Tensors(object? root, Func<StoredElements, Tensor> load, string source)
    {
        OrderedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        Dictionary<StoredElements, Tensor> loaded = [];
        int nodes = 0;
        Descend(root, "", 0);
        return tensors;

        void Descend(object? node, string path, int depth)
        {
            // shared containers can make a small file describe an endless one
            if (depth > DeepestNesting || ++nodes > MostNodes) throw new InvalidDataException($"{source}: containers nested deeper than {DeepestNesting} or with more than {MostNodes} entries, at '{path}'.");
            switch (node)
            {
                case StoredTensor view:
                    if (!loaded.TryGetValue(view.Elements, out Tensor? elements)) loaded[view.Elements] = elements = load(view.Elements);
                    if (!tensors.TryAdd(path, View(elements, view, $"{source}: tensor '{path}'"))) throw new InvalidDataException($"{source}: tensor '{path}' is there twice.");
                    break;
                case PickleDictionary dictionary:
                    foreach (var (key, value) in dictionary.Entries) Descend(value, Join(path, $"{key}"), depth + 1);
                    break;
                case IReadOnlyList<object?> list: // tuples too
                    for (int i = 0; i < list.Count; i++) Descend(list[i], Join(path, $"{i}"), depth + 1);
                    break;
                case PickleForeign foreign: throw new InvalidDataException($"{source}: '{path}' is an object of {foreign.Class}, which is neither a tensor nor a plain container; nothing of it was run.");
            }
        }

        static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
    }

    private static object? Select(object? root, string? part, string source)
    {
        if (part is null) return root;
        if (root is PickleDictionary dictionary && dictionary.Contains(part)) return dictionary[part];
        string there = root is PickleDictionary d ? $"there are {string.Join(", ", d.Entries.Select(e => $"'{e.Key}'"))}" : "the outermost value is no dictionary";
        throw new InvalidDataException($"{source}: no part '{part}'; {there}.");
    }

    private static Tensor View(Tensor elements, StoredTensor view, string where)
    {
        if (view.Size.Length != view.Stride.Length || view.Size.Length > 64) throw new InvalidDataException($"{where}: {view.Size.Length} sizes and {view.Stride.Length} strides.");
        string text = $"size [{string.Join(", ", view.Size)}], strides [{string.Join(", ", view.Stride)}], offset {view.Offset}";
        if (view.Offset < 0 || view.Size.Any(n => n is < 0 or > int.MaxValue) || view.Stride.Any(n => n < 0)) throw new InvalidDataException($"{where}: {text}.");
        Int128 last = view.Offset, count = 1;
        for (int axis = 0; axis < view.Size.Length; axis++)
        {
            last += (Int128)(view.Size[axis] - 1) * view.Stride[axis];
            count *= view.Size[axis];
            if (count > Math.Max(elements.Size, LargestExpansion)) throw new InvalidDataException($"{where}: {text} repeats {elements.Size} stored elements too often.");
        }
        if (count > 0 && last >= elements.Size) throw new InvalidDataException($"{where}: {text} reaches element {last} of {elements.Size} stored ones.");
        Shape shape = Shape.Create(Array.ConvertAll(view.Size, n => (int)n));
        return count == 0 ? Tensor.Empty(shape, elements.DType) : new Tensor(elements.Storage, shape, view.Stride, elements.Offset + view.Offset, elements.DType).Contiguous();
    }

    private static byte[] Content(ZipArchiveEntry entry, int most, long fileLength, string source)
    {
        CheckLength(entry, fileLength, source);
        if (entry.Length > most) throw new InvalidDataException($"{source}: {entry.FullName} has {entry.Length} bytes; expected at most {most}.");
        var content = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(content);
        return content;
    }

    // deflate cannot expand beyond 1032:1
    private static void CheckLength(ZipArchiveEntry entry, long fileLength, string source)
    {
        if (entry.CompressedLength > fileLength || entry.Length > 1032 * entry.CompressedLength + 64)
            throw new InvalidDataException($"{source}: {entry.FullName} claims {entry.CompressedLength} bytes for {entry.Length} in a file of {fileLength}.");
    }
}
