using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Neuron.Files;

/// <summary>NumPy's files: npy holds one array, npz a zip archive of named ones.</summary>
public static class Npy
{
    private const int Piece = 1 << 20;

    /// <summary>Reads the array of an npy file. Integers that no tensor holds come in the next wider type.</summary>
    /// <exception cref="InvalidDataException">The file is truncated, of another format, or its header lies.</exception>
    public static Tensor Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads an array from a stream; <paramref name="name"/> is what errors call it.</summary>
    /// <exception cref="InvalidDataException">The data are truncated, of another format, or their header lies.</exception>
    public static Tensor Read(Stream stream, string name = "npy stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = NpyHeader.Read(stream, name);
        byte[] data = ReadData(stream, header, name);
        if (header.IsBigEndian) Swap(data, header.ElementSize);
        // of an array in Fortran order the memory holds the transpose
        var shape = header.IsFortranOrder ? Shape.Create([.. header.Shape.Reverse()]) : header.Shape;
        var x = Convert(data, header, shape, name);
        if (!header.IsFortranOrder || x.Rank < 2) return x;
        return x.Permute([.. Enumerable.Range(0, x.Rank).Reverse()]).Contiguous();
    }

    /// <summary>Reads all arrays of an npz file by their names.</summary>
    /// <exception cref="InvalidDataException">The archive or one of its arrays cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadArchive(string path)
    {
        var arrays = new Dictionary<string, Tensor>();
        using var archive = ZipFile.OpenRead(path);
        foreach (var entry in archive.Entries)
        {
            if (!entry.Name.EndsWith(".npy", StringComparison.Ordinal)) continue;
            using var stream = entry.Open();
            arrays[entry.FullName[..^4]] = Read(stream, $"{path}/{entry.FullName}");
        }
        return arrays;
    }

    /// <summary>Writes an npy file, first beside its place and then moved there, so that no half-written one is left.</summary>
    public static void Write(string path, Tensor x) => AtomicFile.Write(path, stream => Write(stream, x));

    /// <summary>Writes an npz file of named arrays, uncompressed.</summary>
    public static void WriteArchive(string path, IReadOnlyDictionary<string, Tensor> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, x) in arrays)
            {
                using var entry = archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression).Open();
                Write(entry, x);
            }
        });
    }

    /// <summary>Writes an array to a stream. bfloat16, which NumPy lacks, is written as float32.</summary>
    public static void Write(Stream stream, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType == DType.BFloat16) x = x.To(DType.Float32);
        string descr = x.DType switch
        {
            DType.Bool => "|b1",
            DType.UInt8 => "|u1",
            DType.Int32 => "<i4",
            DType.Int64 => "<i8",
            DType.Float16 => "<f2",
            DType.Float32 => "<f4",
            _ => "<f8",
        };
        NpyHeader.Write(stream, descr, x.Shape);
        var dense = x.To(Device.Cpu).Contiguous();
        switch (x.DType)
        {
            case DType.Bool: stream.Write(MemoryMarshal.AsBytes(dense.ToArray<bool>().AsSpan())); break;
            case DType.UInt8: stream.Write(dense.ToArray<byte>()); break;
            case DType.Int32: stream.Write(MemoryMarshal.AsBytes(dense.ToArray<int>().AsSpan())); break;
            case DType.Int64: stream.Write(MemoryMarshal.AsBytes(dense.ToArray<long>().AsSpan())); break;
            case DType.Float16: stream.Write(MemoryMarshal.AsBytes(dense.ToArray<System.Half>().AsSpan())); break;
            case DType.Float32: stream.Write(MemoryMarshal.AsBytes(dense.ToArray<float>().AsSpan())); break;
            default: stream.Write(MemoryMarshal.AsBytes(dense.ToArray<double>().AsSpan())); break;
        }
    }

    /// <summary>Reads what the header promises, taking memory only as the data arrive.</summary>
    private static byte[] ReadData(Stream stream, NpyHeader header, string name)
    {
        long bytes;
        try { bytes = checked(header.Shape.Size * header.ElementSize); }
        catch (OverflowException) { throw new InvalidDataException($"{name}: an array of shape {header.Shape} is too large."); }
        if (bytes > Array.MaxLength) throw new InvalidDataException($"{name}: an array of {bytes} bytes; at most {Array.MaxLength} are supported.");
        if (stream.CanSeek && stream.Length - stream.Position < bytes)
            throw new InvalidDataException($"{name}: shape {header.Shape} needs {bytes} bytes of data; found {stream.Length - stream.Position}.");
        using var data = new MemoryStream(stream.CanSeek ? (int)bytes : 0);
        var piece = new byte[Math.Min(bytes, Piece)];
        while (data.Length < bytes)
        {
            int n = stream.Read(piece, 0, (int)Math.Min(piece.Length, bytes - data.Length));
            if (n == 0) throw new InvalidDataException($"{name}: shape {header.Shape} needs {bytes} bytes of data; found {data.Length}.");
            data.Write(piece, 0, n);
        }
        return data.ToArray();
    }

    private static void Swap(byte[] data, int size)
    {
        for (int i = 0; size > 1 && i < data.Length; i += size) data.AsSpan(i, size).Reverse();
    }

    private static Tensor Convert(byte[] data, NpyHeader header, Shape shape, string name)
    {
        switch (header.Kind, header.ElementSize)
        {
            case ('b', 1): return Tensor.From(data, shape).Ne(0);
            case ('u', 1): return Tensor.From(data, shape);
            case ('i', 1): return Wide<int>(data, 1, shape, d => (sbyte)d[0]);
            case ('i', 2): return Wide<int>(data, 2, shape, d => BinaryPrimitives.ReadInt16LittleEndian(d));
            case ('u', 2): return Wide<int>(data, 2, shape, d => BinaryPrimitives.ReadUInt16LittleEndian(d));
            case ('u', 4): return Wide<long>(data, 4, shape, d => BinaryPrimitives.ReadUInt32LittleEndian(d));
            case ('i', 4): return Tensor.From<int>(MemoryMarshal.Cast<byte, int>(data), shape);
            case ('i', 8): return Tensor.From<long>(MemoryMarshal.Cast<byte, long>(data), shape);
            case ('f', 2): return Tensor.From<System.Half>(MemoryMarshal.Cast<byte, System.Half>(data), shape);
            case ('f', 4): return Tensor.From<float>(MemoryMarshal.Cast<byte, float>(data), shape);
            case ('f', 8): return Tensor.From<double>(MemoryMarshal.Cast<byte, double>(data), shape);
            default:
                throw new InvalidDataException($"{name}: elements of type '{header.Kind}{header.ElementSize}' have no tensor dtype; "
                    + "expected b1, u1, u2, u4, i1, i2, i4, i8, f2, f4 or f8.");
        }
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> bytes);

    private static Tensor Wide<T>(byte[] data, int size, Shape shape, Reader<T> read)
        where T : unmanaged
    {
        var values = new T[data.Length / size];
        for (int i = 0; i < values.Length; i++) values[i] = read(data.AsSpan(i * size, size));
        return Tensor.From(values, shape);
    }
}
