using System.Buffers.Binary;
using System.Text.Json;

namespace Neuron.Models;

/// <summary>Reads and checks the header of a safetensors file.</summary>
internal static class SafeTensorsHeader
{
    private static readonly Dictionary<string, int> s_sizes = new(StringComparer.Ordinal)
    {
        ["BOOL"] = 1, ["U8"] = 1, ["I8"] = 1, ["I16"] = 2, ["U16"] = 2, ["F16"] = 2, ["BF16"] = 2, ["I32"] = 4, ["U32"] = 4, ["F32"] = 4, ["I64"] = 8, ["U64"] = 8, ["F64"] = 8,
    };

    /// <summary>Bytes of an element of a code.</summary>
    public static int ElementSize(string code) => s_sizes[code];

    /// <summary>The entries in the order of their data.</summary>
    /// <exception cref="InvalidDataException">The header is not sound.</exception>
    public static IReadOnlyList<SafeTensorsEntry> Read(
        Stream stream, long length, int largest, string source, out IReadOnlyDictionary<string, string> metadata, out long dataStart)
    {
        if (length < 8) throw new InvalidDataException($"{source}: {length} bytes; a safetensors file begins with 8 bytes that give the length of its header.");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)(length - 8) || headerLength > (ulong)largest)
            throw new InvalidDataException($"{source}: the header claims {headerLength} bytes; expected at most {Math.Min(length - 8, largest)} (is this a safetensors file?).");
        var header = new byte[(int)headerLength];
        stream.ReadExactly(header);
        dataStart = 8 + (long)headerLength;
        try
        {
            using var json = JsonDocument.Parse(header);
            return Entries(json.RootElement, length - dataStart, source, out metadata);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{source}: the header is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"{source}: the header holds text that is not UTF-8: {e.Message}", e);
        }
    }

    private static List<SafeTensorsEntry> Entries(JsonElement root, long dataLength, string source, out IReadOnlyDictionary<string, string> metadata)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{source}: the header is a JSON {root.ValueKind}; expected an object.");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        metadata = texts;
        var entries = new List<SafeTensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (!names.Add(property.Name)) throw new InvalidDataException($"{source}: tensor '{property.Name}' is there twice.");
            if (property.Name == "__metadata__") Texts(property.Value, texts, source);
            else entries.Add(Entry(property, dataLength, source));
        }
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long at = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != at) throw new InvalidDataException($"{source}: tensor '{entry.Name}' begins at byte {entry.Begin} of the data; expected {at}, where the one before it ends.");
            at = entry.End;
        }
        return at == dataLength ? entries : throw new InvalidDataException($"{source}: the tensors take {at} bytes; found {dataLength} bytes of data.");
    }

    private static void Texts(JsonElement value, Dictionary<string, string> texts, string source)
    {
        if (value.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{source}: '__metadata__' is a JSON {value.ValueKind}; expected an object of strings.");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw new InvalidDataException($"{source}: '__metadata__', '{property.Name}': a JSON {property.Value.ValueKind}; expected a string.");
            texts[property.Name] = property.Value.GetString()!;
        }
    }

    private static SafeTensorsEntry Entry(JsonProperty property, long dataLength, string source)
    {
        string where = $"{source}: tensor '{property.Name}'";
        if (property.Value.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{where}: a JSON {property.Value.ValueKind}; expected an object.");
        string code = property.Value.TryGetProperty("dtype", out var dtype) && dtype.ValueKind == JsonValueKind.String ? dtype.GetString()! : "";
        if (!s_sizes.TryGetValue(code, out int size)) throw new InvalidDataException($"{where}: dtype '{code}'; expected one of {string.Join(", ", s_sizes.Keys)}.");
        long[] shape = Integers(property.Value, "shape", where), offsets = Integers(property.Value, "data_offsets", where);
        if (shape.Length > 64) throw new InvalidDataException($"{where}: {shape.Length} axes; expected at most 64.");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > dataLength)
            throw new InvalidDataException($"{where}: data_offsets [{string.Join(", ", offsets)}]; expected begin ≤ end ≤ {dataLength}.");
        Int128 bytes = size;
        foreach (long n in shape)
        {
            if (n is < 0 or > int.MaxValue) throw new InvalidDataException($"{where}: an axis of length {n}; expected 0 to {int.MaxValue}.");
            bytes *= n;
            if (bytes > dataLength) throw new InvalidDataException($"{where}: shape [{string.Join(", ", shape)}] of {code} is larger than the file's {dataLength} bytes of data.");
        }
        if (bytes != offsets[1] - offsets[0])
            throw new InvalidDataException($"{where}: shape [{string.Join(", ", shape)}] of {code} takes {bytes} bytes; found {offsets[1] - offsets[0]}.");
        return new(property.Name, code, Shape.Create(Array.ConvertAll(shape, n => (int)n)), offsets[0], offsets[1]);
    }

    private static long[] Integers(JsonElement entry, string key, string where)
    {
        if (!entry.TryGetProperty(key, out var list) || list.ValueKind != JsonValueKind.Array) throw new InvalidDataException($"{where}: '{key}' is missing; expected a list of integers.");
        var values = new long[list.GetArrayLength()];
        int i = 0;
        foreach (var element in list.EnumerateArray())
            values[i++] = element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long n) ? n
                : throw new InvalidDataException($"{where}: '{key}' holds {element.GetRawText()}; expected an integer.");
        return values;
    }
}
