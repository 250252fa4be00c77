using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Neuron;

/// <summary>NumPy's files: .npy holds an array, .npz a zip archive of named ones.</summary>
/// <remarks>The format is described in NumPy's NEP 1. Reading never trusts a header: sizes are held against the bytes that are there.</remarks>
public static class NumpyFile
{
    private const int LongestHeader = 1 << 20;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an .npy file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, of another format, or holds an element type that no tensor has.</exception>
    public static Tensor Load(string path) => Read(File.ReadAllBytes(path), path);

    /// <summary>Reads all arrays of an .npz file, by name.</summary>
    /// <exception cref="InvalidDataException">The archive or an array in it is damaged or of another format.</exception>
    public static Dictionary<string, Tensor> LoadZip(string path)
    {
        using var stream = File.OpenRead(path);
        return ReadZip(stream, path);
    }

    /// <summary>Writes an .npy file, whole or not at all.</summary>
    public static void Save(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor));
    }

    /// <summary>Writes an .npz file, whole or not at all.</summary>
    public static void SaveZip(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, tensor) in tensors)
            {
                using var entry = archive.CreateEntry($"{name}.npy", CompressionLevel.Fastest).Open();
                Write(entry, tensor);
            }
        });
    }

    internal static Dictionary<string, Tensor> ReadZip(Stream stream, string file)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            var tensors = new Dictionary<string, Tensor>();
            foreach (var entry in archive.Entries)
            {
                using var content = new MemoryStream(); // grows with what is really there
                using (var compressed = entry.Open()) compressed.CopyTo(content);
                string name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                tensors[name] = Read(content.GetBuffer().AsSpan(0, (int)content.Length), $"{file} ({entry.FullName})");
            }
            return tensors;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw e is InvalidDataException && e.Message.StartsWith(file, StringComparison.Ordinal) ? e
                : new InvalidDataException($"{file}: no readable .npz archive: {e.Message}", e);
        }
    }

    internal static Tensor Read(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < 10 || !bytes.StartsWith(Magic)) throw Damaged(file, "it does not begin with the letters of an .npy file");
        int version = bytes[6], prefix = version == 1 ? 10 : 12;
        if (version is < 1 or > 3 || bytes.Length < prefix) throw Damaged(file, $"format version {version}; expected 1, 2 or 3");
        long length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > LongestHeader || prefix + length > bytes.Length) throw Damaged(file, $"a header of {length} bytes in a file of {bytes.Length}");
        var header = NumpyHeader.Parse(Encoding.UTF8.GetString(bytes.Slice(prefix, (int)length)), file);
        var data = bytes[(prefix + (int)length)..];
        if (header.Bytes != data.Length)
            throw Damaged(file, $"shape {header.Shape} of {header.ElementBytes}-byte elements needs {header.Bytes} bytes of data, found {data.Length}");
        return header.ToTensor(data);
    }

    private static void Write(Stream stream, Tensor tensor)
    {
        if (tensor.DType == DType.BFloat16)
            throw new NotSupportedException("NumpyFile: NumPy has no bfloat16; convert to float32 first.");
        var source = tensor.To(Device.Cpu).Contiguous();
        string shape = source.Rank == 1 ? $"({source.Shape[0]},)" : $"({string.Join(", ", source.Shape)})";
        string header = $"{{'descr': '{NumpyHeader.Describe(source.DType)}', 'fortran_order': False, 'shape': {shape}, }}";
        header = header.PadRight((((10 + header.Length + 1 + 63) / 64) * 64) - 11) + "\n"; // data begin on a multiple of 64
        stream.Write(Magic);
        stream.Write([1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
        if (source.Size == 0) return;
        source.WriteBytes(stream);
        GC.KeepAlive(source);
    }

    /// <summary>"FILE: not a readable .npy file: REASON."</summary>
    internal static InvalidDataException Damaged(string file, string reason) => new($"{file}: not a readable .npy file: {reason}.");
}
