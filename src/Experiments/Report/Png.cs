using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Neuron.Experiments.Report;

/// <summary>Writes pictures in PNG format: 8 bits a channel, red, green, blue (ISO/IEC 15948).</summary>
internal static class Png
{
    private static readonly uint[] s_crc = [.. Enumerable.Range(0, 256).Select(n =>
    {
        uint c = (uint)n;
        for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xedb88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    /// <summary>The file of a picture of <paramref name="width"/> pixels a row, three bytes each, rows from the top.</summary>
    /// <exception cref="ArgumentException">The bytes make no whole rows.</exception>
    public static byte[] Write(int width, ReadOnlySpan<byte> rgb)
    {
        if (width <= 0 || rgb.Length == 0 || rgb.Length % (3 * width) != 0) throw new ArgumentException($"{rgb.Length} bytes do not make rows of {width} pixels of 3 bytes.");
        int height = rgb.Length / (3 * width);
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2); // bits a channel; colours without transparency
        Chunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zip.WriteByte(0); // the row is not filtered
                zip.Write(rgb.Slice(3 * width * y, 3 * width));
            }
        }
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        uint crc = uint.MaxValue;
        foreach (byte b in body) crc = s_crc[(crc ^ b) & 0xff] ^ (crc >> 8);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }
}
