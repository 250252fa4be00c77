using System.Buffers.Binary;
using System.Text;
using Neuron.Experiments;

namespace Neuron.Tests.Experiments.Framework;

public sealed class TensorBoardWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Checksum_is_crc32c() => // RFC 3720, B.4: CRC-32C of 32 zero bytes is 0x8a9136aa; masked as TensorBoard does
        Assert.Equal(unchecked(((0x8a9136aau >> 15) | (0x8a9136aau << 17)) + 0xa282ead8u), TensorBoardWriter.MaskedCrc(new byte[32]));

    [Fact]
    public void Records_hold_version_then_scalars_with_sound_checksums()
    {
        using (var writer = new TensorBoardWriter(_folder.Root)) writer.Write(300, "loss", 0.5);
        byte[] file = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder.Root)));
        List<byte[]> records = [];
        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)));
            Assert.Equal(TensorBoardWriter.MaskedCrc(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] data = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(TensorBoardWriter.MaskedCrc(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            records.Add(data);
            at += 16 + length;
        }
        Assert.Equal(2, records.Count);
        Assert.Equal("brain.Event:2", Encoding.ASCII.GetString(records[0][11..]));
        // field 2 (step) = 300, field 5 (summary) { 1 { 1: "loss", 2: 0.5f } }
        byte[] expected = [0x10, 0xac, 0x02, 0x2a, 0x0d, 0x0a, 0x0b, 0x0a, 0x04, .. "loss"u8, 0x15, 0, 0, 0, 0x3f];
        Assert.Equal(expected, records[1][9..]);
    }
}
