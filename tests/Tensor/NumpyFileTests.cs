using System.Text;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Tensors;

public class NumpyFileTests
{
    private static readonly string s_folder = Directory.CreateTempSubdirectory().FullName;

    [Theory]
    [InlineData(DType.Bool), InlineData(DType.UInt8), InlineData(DType.Int32), InlineData(DType.Int64)]
    [InlineData(DType.Float16), InlineData(DType.Float32), InlineData(DType.Float64)]
    public void What_is_written_is_read(DType dtype)
    {
        string file = Path.Combine(s_folder, $"{dtype}.npy");
        var x = Tensor.Arange(0, 24).Reshape(2, 3, 4).Permute(2, 0, 1).To(dtype);
        NumpyFile.Save(file, x);
        var y = NumpyFile.Load(file);
        Assert.Equal(dtype, y.DType);
        Assert.Equal(x.Shape, y.Shape);
        Assert.Equal(x.To(DType.Float64).ToArray<double>(), y.To(DType.Float64).ToArray<double>());
    }

    [Fact]
    public void Column_major_big_endian_array_is_read_in_row_major_order()
    {
        byte[] data = [0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6]; // columns of [[1, 2, 3], [4, 5, 6]]
        var y = NumpyFile.Read([.. Npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }"), .. data], "x.npy");
        Assert.Equal([1, 2, 3, 4, 5, 6], y.ToArray<int>());
    }

    [Fact]
    public void Archive_keeps_names_and_values()
    {
        string file = Path.Combine(s_folder, "all.npz");
        NumpyFile.SaveZip(file, new Dictionary<string, Tensor> { ["a"] = Tensor.Ones([2]), ["b/c"] = Tensor.Scalar(3, DType.Float64) });
        var read = NumpyFile.LoadZip(file);
        Assert.Equal([1, 1], read["a"].ToArray<float>());
        Assert.Equal(3, read["b/c"].Item());
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000), }", "shape (2000000000, 2000000000)")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "element type '<c8'")]
    [InlineData("{'descr': '<f4', 'shape': (1,), }", "lacks")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "needs 12 bytes of data, found 4")]
    public void Damaged_header_is_named(string header, string expected)
    {
        var e = Assert.Throws<InvalidDataException>(() => NumpyFile.Read([.. Npy(header), 0, 0, 0, 0], "x.npy"));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("x.npy: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        string npy = Path.Combine(s_folder, "fuzz.npy"), npz = Path.Combine(s_folder, "fuzz.npz");
        NumpyFile.Save(npy, Tensor.Arange(0, 60).Reshape(3, 4, 5));
        NumpyFile.SaveZip(npz, new Dictionary<string, Tensor> { ["x"] = Tensor.Ones([40]), ["y"] = Tensor.Zeros([2, 2]) });
        byte[] one = File.ReadAllBytes(npy), many = File.ReadAllBytes(npz);
        int refused = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            try { NumpyFile.Read(Mutations.Mutate(one, seed, 128), "fuzz.npy"); }
            catch (InvalidDataException) { refused++; }
            try { NumpyFile.ReadZip(new MemoryStream(Mutations.Mutate(many, seed, many.Length)), "fuzz.npz"); }
            catch (InvalidDataException) { refused++; }
        }
        Assert.InRange(refused, 1000, 4000);
    }

    private static byte[] Npy(string header) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)];
}
