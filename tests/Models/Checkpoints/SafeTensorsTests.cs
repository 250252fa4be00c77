using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class SafeTensorsTests
{
    private static Dictionary<string, Tensor> Sample() => new()
    {
        ["f32"] = new Rng(1).Normal([3, 4]),
        ["f64"] = new Rng(2).Normal([2], dtype: DType.Float64),
        ["f16"] = new Rng(3).Normal([5]).To(DType.Float16),
        ["bf16"] = new Rng(3).Normal([5]).To(DType.BFloat16),
        ["i64 \"quoted\" ü"] = Tensor.Arange(4),
        ["i32"] = Tensor.From([1, -2]),
        ["u8"] = Tensor.From<byte>([1, 255]),
        ["bool"] = Tensor.From([true, false, true]),
        ["scalar"] = Tensor.Scalar(2.5),
        ["empty"] = Tensor.Zeros([0, 3]),
        ["view"] = new Rng(4).Normal([3, 4]).Mt,
    };

    private static byte[] Bytes(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, new Dictionary<string, string> { ["made by"] = "a test" });
        return stream.ToArray();
    }

    [Fact]
    public void What_was_written_is_read()
    {
        using var file = new TemporaryFile(".safetensors");
        var sample = Sample();
        SafeTensors.Write(file.Path, sample, new Dictionary<string, string> { ["made by"] = "a test" });
        var read = SafeTensors.Read(file.Path, out var metadata);
        Assert.Equal("a test", metadata["made by"]);
        Assert.Equal(sample.Keys.Order(), read.Keys.Order());
        foreach (var (name, x) in sample)
        {
            Assert.Equal((x.Shape, x.DType), (read[name].Shape, read[name].DType));
            Assert.Equal(x.To(DType.Float64).ToArray<double>(), read[name].To(DType.Float64).ToArray<double>());
        }
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(file.Path) + ".*.tmp"));
    }

    [Theory, InlineData(1), InlineData(7), InlineData(48), InlineData(1000)]
    public void Elements_go_piece_by_piece(int piece)
    {
        Tensor x = new Rng(1).Normal([3, 4]).To(Device.Cpu), y = Tensor.Zeros([3, 4], device: Device.Cpu);
        using var stream = new MemoryStream();
        SafeTensors.WriteElements(stream, x, piece);
        Assert.Equal(48, stream.Length);
        stream.Position = 0;
        SafeTensors.ReadElements(stream, y, piece);
        Assert.Equal(x.ToArray<float>(), y.ToArray<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => SafeTensors.Bytes(x, 45, 4).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorData.Rows(x, [3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorData.Rows(x, [-1]));
    }

    [Fact]
    public void Elements_of_a_widened_type_are_read_over_the_ends_of_pieces()
    {
        const int Count = 150_001;
        string header = $"{{\"w\":{{\"dtype\":\"U16\",\"shape\":[{Count}],\"data_offsets\":[0,{2 * Count}]}}}}";
        ushort[] stored = [.. Enumerable.Range(0, Count).Select(i => (ushort)(i * 7))];
        byte[] file = [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.UTF8.GetBytes(header), .. System.Runtime.InteropServices.MemoryMarshal.AsBytes(stored.AsSpan())];
        Assert.Equal(stored.Select(v => (int)v), SafeTensors.Read(new MemoryStream(file), "w.safetensors", out _)["w"].ToArray<int>());
    }

    [ReferenceFact("reference/casts.safetensors")]
    public void A_file_of_another_writer_is_read()
    {
        var file = ReferenceFile.Open("casts");
        var read = SafeTensors.Read(SharedFolder.Locate("reference/casts.safetensors"), out var metadata);
        Assert.Contains("cases", metadata.Keys);
        foreach (var c in file.Cases)
            foreach (string name in c.TensorNames) Assert.Equal(c.Double(name), read[$"{c.Name}/{name}"].To(DType.Float64).ToArray<double>());
    }

    public static TheoryData<string, string, int, string> Bad => new()
    {
        { "", "", 0, "0 bytes; a safetensors file begins with 8 bytes" },
        { "[]", "", 0, "the header is a JSON Array; expected an object" },
        { "{", "", 0, "the header is not JSON" },
        { "{\"w\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}", "", 4, "tensor 'w': dtype 'F33'; expected one of BOOL" },
        { "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "", 4, "tensor 'w': shape [2] of F32 is larger than the file's 4 bytes" },
        { "{\"w\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9223372036854775807],\"data_offsets\":[0,4]}}", "", 4, "an axis of length 9223372036854775807" },
        { "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "", 8, "tensor 'w' begins at byte 4 of the data; expected 0" },
        { "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,40]}}", "", 4, "tensor 'w': data_offsets [0, 40]; expected begin ≤ end ≤ 4" },
        { "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "", 4, "an axis of length -1" },
        { "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "", 12, "the tensors take 4 bytes; found 12 bytes of data" },
        { "{\"w\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}", "\u0007", 0, "byte 7 at element 0 of BOOL; expected 0 or 1" },
        { "{\"w\":{\"dtype\":\"F32\",\"shape\":[0.5],\"data_offsets\":[0,4]}}", "", 4, "'shape' holds 0.5; expected an integer" },
        { "{\"w\":1}", "", 0, "tensor 'w': a JSON Number; expected an object" },
        { "{\"__metadata__\":{\"a\":1}}", "", 0, "'__metadata__', 'a': a JSON Number; expected a string" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void What_is_wrong_is_named(string header, string data, int zeros, string expected)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(header);
        byte[] file = header.Length == 0 ? [] : [.. BitConverter.GetBytes((long)text.Length), .. text, .. data.Select(c => (byte)c), .. new byte[zeros]];
        var error = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(file), "w.safetensors", out _));
        Assert.StartsWith("w.safetensors: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_longer_than_the_file_is_not_believed()
    {
        byte[] file = [255, 255, 255, 255, 255, 255, 255, 127, .. new byte[8]];
        Assert.Contains("the header claims 9223372036854775807 bytes; expected at most 8", Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(file), "x", out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_thousand_damaged_files_are_read_or_refused()
    {
        byte[] good = Bytes(Sample());
        int refused = 0;
        for (int seed = 0; seed < 2_000; seed++)
        {
            byte[] bad = Mutations.Mutate(good, seed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                SafeTensors.Read(new MemoryStream(bad), "damaged", out _);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000, $"seed {seed}: allocated too much");
        }
        Assert.InRange(refused, 1_000, 2_000);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        using var file = new TemporaryFile(".safetensors");
        SafeTensors.Write(file.Path, new Dictionary<string, Tensor> { ["x"] = Tensor.Scalar(1) });
        var gone = Tensor.Ones([1000]);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SafeTensors.Write(file.Path, new Dictionary<string, Tensor> { ["x"] = Tensor.Scalar(2), ["y"] = gone }));
        Assert.Equal(1, SafeTensors.Read(file.Path)["x"].Item());
    }
}
