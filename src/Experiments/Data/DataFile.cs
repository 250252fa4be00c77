using System.IO.Compression;

namespace Neuron.Experiments.Data;

/// <summary>Opens data files, packed by gzip or not, and reads from them without trusting any length they state.</summary>
internal static class DataFile
{
    /// <summary>Largest file, unpacked, that is read whole.</summary>
    public const int LargestWhole = 1 << 30;

    private const int FirstPiece = 1 << 20; // memory grows with what is really there, not with what a header says

    /// <summary>The file's content, unpacked if it is gzip (told by its first two bytes, not its name).</summary>
    public static Stream Open(string path) => Unpack(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));

    /// <summary>The content of <paramref name="stream"/>, unpacked if it is gzip.</summary>
    public static Stream Unpack(Stream stream)
    {
        int first = stream.ReadByte(), second = stream.ReadByte();
        stream.Position = 0;
        return first == 0x1f && second == 0x8b ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    /// <summary>Reads exactly <paramref name="count"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The content ends before; <paramref name="what"/> names what was being read.</exception>
    public static byte[] ReadExactly(Stream stream, int count, string what)
    {
        byte[] bytes = Read(stream, count);
        return bytes.Length == count ? bytes
            : throw new InvalidDataException($"{what}: expected {count} bytes, but the file ends after {bytes.Length} of them.");
    }

    /// <summary>Reads to the end.</summary>
    /// <exception cref="InvalidDataException">There is more than <see cref="LargestWhole"/>.</exception>
    public static byte[] ReadAll(Stream stream, string what)
    {
        byte[] bytes = Read(stream, LargestWhole);
        return stream.ReadByte() < 0 ? bytes : throw new InvalidDataException($"{what}: more than {LargestWhole} bytes.");
    }

    private static byte[] Read(Stream stream, int most)
    {
        byte[] bytes = new byte[Math.Min(most, FirstPiece)];
        for (int filled = 0; ;)
        {
            int got = stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            filled += got;
            if (filled < bytes.Length) return bytes[..filled];
            if (filled == most) return bytes;
            Array.Resize(ref bytes, (int)Math.Min(most, 2L * bytes.Length));
        }
    }
}
