using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Neuron.Experiments;

/// <summary>Scalars in TensorBoard's event format: length, masked CRC-32C of it, protobuf <c>Event</c>, masked CRC-32C of that.</summary>
internal sealed class TensorBoardWriter : IDisposable
{
    private const uint MaskDelta = 0xa282ead8; // added to the rotated checksum, so that a checksum of data with checksums stays sound
    private readonly FileStream _file;

    /// <summary>Starts a new event file in <paramref name="folder"/>.</summary>
    public TensorBoardWriter(string folder)
    {
        Directory.CreateDirectory(folder);
        long seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string path;
        int attempt = 0;
        do path = Path.Combine(folder, $"events.out.tfevents.{seconds}.{attempt++}");
        while (File.Exists(path));
        _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        using var body = new MemoryStream();
        WriteWallTime(body);
        WriteBytes(body, 3, Encoding.ASCII.GetBytes("brain.Event:2")); // Event.file_version
        WriteRecord(body);
    }

    /// <summary>Appends one scalar.</summary>
    public void Write(long step, string tag, double value)
    {
        using var scalar = new MemoryStream();
        WriteBytes(scalar, 1, Encoding.UTF8.GetBytes(tag));         // Summary.Value.tag
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
        scalar.WriteByte(2 << 3 | 5);                               // Summary.Value.simple_value
        scalar.Write(number);
        using var summary = new MemoryStream();
        WriteBytes(summary, 1, scalar.ToArray());                   // Summary.value
        using var body = new MemoryStream();
        WriteWallTime(body);
        body.WriteByte(2 << 3);                                     // Event.step
        WriteVarint(body, (ulong)step);
        WriteBytes(body, 5, summary.ToArray());                     // Event.summary
        WriteRecord(body);
    }

    /// <summary>The masked checksum that guards a record.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data) crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void WriteWallTime(MemoryStream body)
    {
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(time, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0);
        body.WriteByte(1 << 3 | 1); // Event.wall_time
        body.Write(time);
    }

    private static void WriteBytes(MemoryStream body, int field, byte[] bytes)
    {
        body.WriteByte((byte)(field << 3 | 2));
        WriteVarint(body, (ulong)bytes.Length);
        body.Write(bytes);
    }

    private static void WriteVarint(MemoryStream body, ulong value)
    {
        for (; value >= 0x80; value >>= 7) body.WriteByte((byte)(value | 0x80));
        body.WriteByte((byte)value);
    }

    private void WriteRecord(MemoryStream body)
    {
        byte[] data = body.ToArray();
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], MaskedCrc(header[..8]));
        Span<byte> footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, MaskedCrc(data));
        _file.Write(header);
        _file.Write(data);
        _file.Write(footer);
        _file.Flush();
    }
}
