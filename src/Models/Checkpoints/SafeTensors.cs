using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Neuron.Kernels.Memory;

namespace Neuron.Models;

/// <summary>The safetensors format: a length, a JSON header, then the raw little-endian elements of each tensor.</summary>
/// <remarks>
/// Nothing in a header is believed: sizes are checked against the file before memory is taken. Types that no tensor has are widened
/// (I8, I16, U16 to int32; U32, U64 to int64).
/// </remarks>
public static class SafeTensors
{
    private const int Piece = 1 << 30; // bytes: a span takes no more than an int counts, a tensor may have more
    private const int WidenedPiece = 1 << 16; // elements
    private const int LargestHeader = 100_000_000; // the limit of the format's own reader

    /// <summary>Writes tensors and texts; the file is there wholly or not at all.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));
    }

    /// <summary>Writes tensors and texts to a stream.</summary>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors.Values)
        {
            WriteElements(stream, tensor.To(Device.Cpu).Contiguous());
        }
    }

    /// <summary>Reads all tensors of a file.</summary>
    /// <exception cref="InvalidDataException">It is not a sound safetensors file; the text names file, tensor, expected and found.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path) => Read(path, out _);

    /// <summary>Reads all tensors and the texts of a file.</summary>
    /// <exception cref="InvalidDataException">It is not a sound safetensors file.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, out IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path, out metadata);
    }

    /// <summary>Reads all tensors and the texts of a stream that can seek.</summary>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream, string source, out IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long start = stream.Position, length = stream.Length - start;
        var entries = SafeTensorsHeader.Read(stream, length, LargestHeader, source, out metadata, out long dataStart);
        var tensors = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            stream.Position = start + dataStart + entry.Begin;
            tensors.Add(entry.Name, Load(stream, entry, source).To(Device.Default));
        }
        return tensors;
    }

    private static byte[] Header(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long at = 0;
            foreach (var (name, tensor) in tensors)
            {
                if (name == "__metadata__") throw new ArgumentException("safetensors: no tensor can be called '__metadata__'.", nameof(tensors));
                json.WriteStartObject(name);
                json.WriteString("dtype", Code(tensor.DType));
                json.WriteStartArray("shape");
                foreach (int n in tensor.Shape) json.WriteNumberValue(n);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.Size * tensor.DType.Size);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static string Code(DType dtype) => dtype switch
    {
        DType.Bool => "BOOL",
        DType.UInt8 => "U8",
        DType.Int32 => "I32",
        DType.Int64 => "I64",
        DType.Float16 => "F16",
        DType.BFloat16 => "BF16",
        DType.Float32 => "F32",
        _ => "F64",
    };

    /// <summary>Reads the elements of an entry from the stream's position on.</summary>
    internal static Tensor Load(Stream stream, SafeTensorsEntry entry, string source) => entry.Code switch
    {
        "F32" => Raw(stream, entry, DType.Float32),
        "F64" => Raw(stream, entry, DType.Float64),
        "F16" => Raw(stream, entry, DType.Float16),
        "BF16" => Raw(stream, entry, DType.BFloat16),
        "I32" => Raw(stream, entry, DType.Int32),
        "I64" => Raw(stream, entry, DType.Int64),
        "U8" => Raw(stream, entry, DType.UInt8),
        "BOOL" => Truths(stream, entry, source),
        "I8" => Widened<sbyte, int>(stream, entry, v => v),
        "I16" => Widened<short, int>(stream, entry, v => v),
        "U16" => Widened<ushort, int>(stream, entry, v => v),
        "U32" => Widened<uint, long>(stream, entry, v => v),
        _ => Widened<ulong, long>(stream, entry, v => v <= long.MaxValue ? (long)v
            : throw new InvalidDataException($"{source}: tensor '{entry.Name}': element {v} of U64 does not fit int64.")),
    };

    private static Tensor Raw(Stream stream, SafeTensorsEntry entry, DType dtype)
    {
        var x = Tensor.Empty(entry.Shape, dtype, Device.Cpu);
        ReadElements(stream, x);
        return x;
    }

    private static Tensor Truths(Stream stream, SafeTensorsEntry entry, string source)
    {
        var x = Raw(stream, entry, DType.Bool);
        for (long from = 0; from < x.Size; from += Piece)
        {
            var piece = Bytes(x, from, (int)Math.Min(Piece, x.Size - from));
            if (piece.IndexOfAnyExcept((byte)0, (byte)1) is >= 0 and int at)
                throw new InvalidDataException($"{source}: tensor '{entry.Name}': byte {piece[at]} at element {from + at} of BOOL; expected 0 or 1.");
        }
        GC.KeepAlive(x);
        return x;
    }

    private static Tensor Widened<TFrom, TTo>(Stream stream, SafeTensorsEntry entry, Func<TFrom, TTo> widen)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        var x = Tensor.Empty(entry.Shape, DTypes.Of<TTo>(), Device.Cpu);
        var stored = new TFrom[(int)Math.Min(x.Size, WidenedPiece)];
        for (long at = 0; at < x.Size; at += stored.Length)
        {
            var piece = stored.AsSpan(0, (int)Math.Min(stored.Length, x.Size - at));
            stream.ReadExactly(MemoryMarshal.AsBytes(piece));
            var wide = MemoryMarshal.Cast<byte, TTo>(Bytes(x, at * x.DType.Size, piece.Length * x.DType.Size));
            for (int i = 0; i < piece.Length; i++) wide[i] = widen(piece[i]);
        }
        GC.KeepAlive(x);
        return x;
    }

    /// <summary>Writes the elements of a contiguous tensor on the CPU.</summary>
    internal static void WriteElements(Stream stream, Tensor x, int piece = Piece)
    {
        for (long at = 0, all = x.Size * x.DType.Size; at < all; at += piece) stream.Write(Bytes(x, at, (int)Math.Min(piece, all - at)));
        GC.KeepAlive(x);
    }

    /// <summary>Reads the elements of a contiguous tensor on the CPU.</summary>
    internal static void ReadElements(Stream stream, Tensor x, int piece = Piece)
    {
        for (long at = 0, all = x.Size * x.DType.Size; at < all; at += piece) stream.ReadExactly(Bytes(x, at, (int)Math.Min(piece, all - at)));
        GC.KeepAlive(x);
    }

    /// <summary>Some bytes of a contiguous tensor on the CPU, which must be kept alive while they are used.</summary>
    internal static Span<byte> Bytes(Tensor x, long from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, (x.Size * x.DType.Size) - count);
        return NativeSpan.Of<byte>(x.Address + (nint)from, count);
    }
}
