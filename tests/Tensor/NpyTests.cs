using System.IO.Compression;
using System.Text;
using Neuron.Files;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Tensors;

public class NpyTests
{
    [Theory]
    [InlineData(DType.Bool)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Array_survives_a_round_trip(DType dtype)
    {
        foreach (var shape in (Shape[])[[], [1], [7], [3, 4], [2, 0, 3]])
        {
            var x = new Rng(1).Uniform(shape, 0, 9, DType.Float64).To(dtype);
            var y = Npy.Read(new MemoryStream(Bytes(x)));
            Assert.Equal(dtype, y.DType);
            Assert.Equal(shape, y.Shape);
            Assert.Equal(x.To(DType.Float64).ToArray<double>(), y.To(DType.Float64).ToArray<double>());
        }
    }

    [Fact]
    public void Header_is_what_NumPy_writes()
    {
        byte[] bytes = Bytes(Tensor.From([1f, 2, 3, 4], [2, 2]));
        Assert.Equal(128 + 16, bytes.Length);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", Encoding.ASCII.GetString(bytes, 10, 118).TrimEnd());
        Assert.Equal((byte)'\n', bytes[127]);
    }

    [Fact]
    public void Fortran_order_big_endian_and_short_integers_are_read()
    {
        byte[] file = File("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 255, 250]);
        var x = Npy.Read(new MemoryStream(file));
        Assert.Equal([1, 3, 5, 2, 4, -6], x.ToArray<int>());
        Assert.Equal<int>([2, 3], x.Shape);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }", "needs 48 bytes of data; found 8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000, 4), }", "more than 2^63 elements")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999), }", "an axis of length 99999999999")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "elements of type '|O'")]
    [InlineData("{'descr': '<f4', 'shape': (1,), }", "no 'fortran_order'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 3, }", "expected a tuple")]
    public void Lying_header_is_named(string header, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Npy.Read(new MemoryStream(File(header, new byte[8])))).Message, StringComparison.Ordinal);

    [Fact]
    public void Archive_survives_a_round_trip_and_replaces_the_file_at_once()
    {
        string path = Path.Combine(Path.GetTempPath(), $"neuron-{Guid.NewGuid():N}.npz");
        try
        {
            Npy.WriteArchive(path, new Dictionary<string, Tensor> { ["a"] = Tensor.Arange(5), ["b/c"] = Tensor.Ones([2, 2]) });
            Npy.WriteArchive(path, new Dictionary<string, Tensor> { ["a"] = Tensor.Arange(3), ["b/c"] = Tensor.Ones([2, 2]) });
            var read = Npy.ReadArchive(path);
            Assert.Equal([0L, 1, 2], read["a"].ToArray<long>());
            Assert.Equal<int>([2, 2], read["b/c"].Shape);
            Assert.Single(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + "*"));
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void Damaged_file_is_read_or_refused()
    {
        byte[] original = Bytes(new Rng(2).Normal([5, 6]));
        for (int seed = 0; seed < 2000; seed++)
        {
            byte[] damaged = Mutations.Mutate(original, seed, headBytes: 128);
            ReadOrRefuse(new MemoryStream(damaged), seed);
            ReadOrRefuse(new DeflateStream(new MemoryStream(damaged), CompressionMode.Decompress), seed); // no length to ask for
        }
    }

    private static void ReadOrRefuse(Stream stream, int seed)
    {
        try
        {
            Assert.True(Npy.Read(stream).Size < 10_000, $"seed {seed}");
        }
        catch (InvalidDataException)
        {
            // the one exception that says what was wrong with the file
        }
    }

    private static byte[] Bytes(Tensor x)
    {
        var stream = new MemoryStream();
        Npy.Write(stream, x);
        return stream.ToArray();
    }

    private static byte[] File(string header, byte[] data) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), (byte)((header.Length + 1) >> 8), .. Encoding.ASCII.GetBytes(header + "\n"), .. data];
}
