using System.Buffers.Binary;

namespace Neuron.Models;

/// <summary>
/// The format of torch.save before 1.6: five pickles (magic number, protocol, machine, value, keys of the storages), then each
/// storage's number of elements and its bytes.
/// </summary>
internal static class LegacyTorchFile
{
    private const string Magic = "119547037146038801333356"; // 0x1950a86a20f9469cfc6c

    /// <summary>The tensors of a stream at its beginning.</summary>
    /// <exception cref="InvalidDataException">It is not such a file, or damaged.</exception>
    public static OrderedDictionary<string, Tensor> Read(Stream stream, string source, PickleGlobals globals, Func<object?, object?> select)
    {
        Dictionary<string, StoredElements> wanted = new(StringComparer.Ordinal);
        if (First() is not Magic) throw new InvalidDataException($"{source}: neither an archive nor the older format of torch.save (older still, or another program's).");
        if (Pickle() is not 1001L) throw new InvalidDataException($"{source}: an unknown version of the older format of torch.save; expected 1001.");
        if (Pickle() is not PickleDictionary machine || machine["little_endian"] is not true) throw new InvalidDataException($"{source}: written on a big-endian machine, or damaged.");
        object? root = Pickle();
        if (Pickle() is not List<object?> keys) throw new InvalidDataException($"{source}: no list of storages after the value.");
        Dictionary<string, Tensor> loaded = new(StringComparer.Ordinal);
        Span<byte> number = stackalloc byte[8];
        foreach (object? key in keys)
        {
            if (key is not string name || !wanted.TryGetValue(name, out StoredElements? elements)) throw new InvalidDataException($"{source}: a storage '{key}' that no tensor uses.");
            stream.ReadExactly(number);
            long count = BinaryPrimitives.ReadInt64LittleEndian(number), bytes = TorchFile.Bytes(elements, source);
            if (count != elements.Count) throw new InvalidDataException($"{source}: storage {name} has {count} elements, its tensors say {elements.Count}.");
            if (bytes > stream.Length - stream.Position) throw new InvalidDataException($"{source}: storage {name} takes {bytes} bytes where {stream.Length - stream.Position} are left; the file is cut off.");
            loaded[name] = TorchFile.Load(stream, elements, source);
        }
        return TorchFile.Tensors(select(root), e => loaded.TryGetValue(e.Key, out Tensor? elements) ? elements
            : throw new InvalidDataException($"{source}: storage {e.Key} is missing."), source);

        object? Pickle() => new PickleReader(stream, source, globals, Remember).Read();

        object? First()
        {
            try
            {
                return Pickle();
            }
            catch (InvalidDataException)
            {
                return null; // some other file
            }
        }

        StoredElements Remember(object? id)
        {
            if (id is object?[] { Length: > 5 } and [.., not null]) throw new InvalidDataException($"{source}: a view of a storage, as very old files hold it, is not supported.");
            StoredElements elements = TorchFile.Identify(id, globals, source);
            if (!wanted.TryAdd(elements.Key, elements) && wanted[elements.Key] != elements)
                throw new InvalidDataException($"{source}: storage {elements.Key} is both {wanted[elements.Key].Count} {wanted[elements.Key].Code} and {elements.Count} {elements.Code}.");
            return elements;
        }
    }
}
