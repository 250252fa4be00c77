using System.IO.Compression;
using Neuron.Experiments.Data;

namespace Neuron.Tests.Experiments.Data;

public sealed class IdxArrayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IdxArray Read(params byte[] bytes) => IdxArray.Read(new MemoryStream(bytes), "file");

    [Theory]
    [InlineData("file: not IDX: expected it to begin with two zero bytes, found 1 and 0.", new byte[] { 1, 0, 8, 1, 0, 0, 0, 0 })]
    [InlineData("file: IDX element type 13: expected 8, unsigned bytes.", new byte[] { 0, 0, 13, 1, 0, 0, 0, 0 })]
    [InlineData("file: IDX rank 0: expected 1 to 8.", new byte[] { 0, 0, 8, 0 })]
    [InlineData("file: IDX header: expected 4 bytes, but the file ends after 2 of them.", new byte[] { 0, 0 })]
    [InlineData("file: length -1 of axis 0 is negative.", new byte[] { 0, 0, 8, 1, 255, 255, 255, 255 })]
    [InlineData("file: 3 elements: expected 3 bytes, but the file ends after 2 of them.", new byte[] { 0, 0, 8, 1, 0, 0, 0, 3, 7, 7 })]
    [InlineData("file: there are bytes after the 1 elements that its header announces.", new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 7, 7 })]
    [InlineData("file: the header asks for 65536x65536 elements", new byte[] { 0, 0, 8, 2, 0, 1, 0, 0, 0, 1, 0, 0 })]
    public void A_bad_file_is_named_with_what_is_wrong(string message, byte[] bytes) =>
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => Read(bytes)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Written_files_are_read_back_packed_or_not(bool packed)
    {
        var array = new IdxArray([3, 2], [1, 2, 3, 4, 5, 255]);
        array.Write(_folder["a"]);
        string path = _folder["a"];
        if (packed)
        {
            path = _folder["b"];
            using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
            gzip.Write(File.ReadAllBytes(_folder["a"]));
        }
        IdxArray back = IdxArray.Read(path);
        Assert.Equal([3, 2], back.Shape);
        Assert.Equal(array.Values, back.Values);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mutated_files_are_read_or_refused(bool packed)
    {
        new IdxArray([6, 5, 4], [.. Enumerable.Range(0, 120).Select(i => (byte)i)]).Write(_folder["a"]);
        byte[] good = File.ReadAllBytes(_folder["a"]);
        if (packed)
        {
            using var memory = new MemoryStream();
            using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(good);
            good = memory.ToArray();
        }
        Fuzz.Run(seed: 3, good, bytes => IdxArray.Read(DataFile.Unpack(new MemoryStream(bytes)), "file"));
    }
}
