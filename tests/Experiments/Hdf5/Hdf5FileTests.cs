using System.IO.Compression;
using Neuron.Experiments.Hdf5;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Hdf5;

public class Hdf5FileTests
{
    [Hdf5Theory]
    [InlineData("A", 2, 40, 41.20954, -53.1736, false)] // old format, chunks of 16, deflate
    [InlineData("B", 10, 20, 13.825136, -32.435896, false)] // newest format, dense links, fixed array of chunks
    [InlineData("C", 2, 40, 41.209538, -53.173595, true)] // contiguous float32
    [InlineData("D", 2, 40, 41.20954, -53.1736, false)] // one chunk
    [InlineData("E", 1, 40, 41.20954, double.NaN, false)] // shuffle, deflate, Fletcher-32
    public void Published_test_file_has_its_values(string which, int electrodes, int length, double sum0, double sum1, bool single)
    {
        string text = which switch { "A" => Hdf5SpecFiles.A, "B" => Hdf5SpecFiles.B, "C" => Hdf5SpecFiles.C, "D" => Hdf5SpecFiles.D, _ => Hdf5SpecFiles.E };
        using TemporaryFile temporary = new(".h5");
        using (GZipStream gzip = new(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress))
        using (FileStream unpacked = File.Create(temporary.Path)) gzip.CopyTo(unpacked);
        using Hdf5File file = Hdf5File.Open(temporary.Path);
        Assert.Equal(electrodes, file.List("data").Count);
        for (int i = 0; i < electrodes; i++)
        {
            using Hdf5Dataset dataset = file.Dataset($"data/electrode_{i}");
            double[] values = dataset.ReadAll<double>();
            Assert.Equal(length, values.Length);
            for (int k = 0; k < length; k++)
            {
                double exact = Math.Round(200 * Math.Sin(0.3 * k + i)) * 0.265868;
                Assert.Equal(single ? (float)exact : exact, values[k]);
            }
            if (i == 0) Closeness.Check("sum 0", [sum0], [values.Sum()], 0, 1e-5);
            if (i == 1) Closeness.Check("sum 1", [sum1], [values.Sum()], 0, 1e-5);
            var slab = new float[7];
            Hdf5Slabs.Read(dataset, 11, slab);
            for (int k = 0; k < 7; k++) Assert.Equal((float)values[11 + k], slab[k]);
        }
    }

    [Hdf5Fact]
    public void The_same_content_is_the_same_bytes_whenever_it_is_written()
    {
        using TemporaryFile first = new(".h5"), second = new(".h5");
        Write(first.Path);
        Thread.Sleep(1100); // times in the format are whole seconds
        Write(second.Path);
        Assert.Equal(File.ReadAllBytes(first.Path), File.ReadAllBytes(second.Path));

        static void Write(string path)
        {
            using Hdf5File file = Hdf5File.Create(path);
            file.CreateGroup("data");
            file.WriteDataset<float>("data/a", [100], new float[100], new Hdf5Storage { Chunk = [50], GzipLevel = 1 });
            file.WriteDataset<float>("data/b", [100], new float[100], Hdf5Storage.Contiguous);
        }
    }

    [Hdf5Fact]
    public void What_is_written_is_read_back_bit_exactly_in_every_storage()
    {
        Hdf5Storage[] storages =
        [
            Hdf5Storage.Contiguous,
            new() { Chunk = [100] },
            new() { Chunk = [100], GzipLevel = 4 },
            new() { Chunk = [1000], GzipLevel = 9, Shuffle = true },
            new() { Chunk = [64], GzipLevel = 1, Shuffle = true, Fletcher32 = true },
        ];
        double[] values = [.. Enumerable.Range(0, 1000).Select(k => Math.Sin(k) * 1e3)];
        using TemporaryFile temporary = new(".h5");
        using (Hdf5File file = Hdf5File.Create(temporary.Path))
        {
            file.CreateGroup("data");
            file.WriteAttribute("data", "orig_data_hash", "äbc");
            file.WriteAttribute("/", "rate", 2048.5);
            for (int i = 0; i < storages.Length; i++)
            {
                file.WriteDataset<double>($"data/d{i}", [1000], values, storages[i]);
                file.WriteDataset<float>($"data/f{i}", [1000], Array.ConvertAll(values, v => (float)v), storages[i]);
            }
            file.WriteDataset<int>("data/grid", [3, 4], [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23], Hdf5Storage.Contiguous);
            file.WriteDataset<double>("data/scalar", [], [7.5], Hdf5Storage.Contiguous);
        }
        using Hdf5File back = Hdf5File.Open(temporary.Path);
        Assert.Equal("äbc", back.Attributes("data")["orig_data_hash"]);
        Assert.Equal(2048.5, back.Attributes()["rate"]);
        for (int i = 0; i < storages.Length; i++)
        {
            using Hdf5Dataset d = back.Dataset($"data/d{i}"), f = back.Dataset($"data/f{i}");
            Assert.Equal(storages[i].Chunk, d.Chunk);
            Assert.Equal(values, d.ReadAll<double>());
            float[][] parts = [new float[777], new float[333]];
            Hdf5Slabs.Read([d, f], 123, [parts[0], parts[1]]);
            Assert.Equal(values[123..900].Select(v => (float)v), parts[0]);
            Assert.Equal(values[123..456].Select(v => (float)v), parts[1]);
        }
        using Hdf5Dataset grid = back.Dataset("data/grid");
        var inner = new int[4];
        grid.Read([1, 1], [2, 2], inner.AsSpan());
        Assert.Equal([11, 12, 21, 22], inner);
        using Hdf5Dataset scalar = back.Dataset("data/scalar");
        Assert.Empty(scalar.Extents);
        Assert.Equal([7.5], scalar.ReadAll<double>());
        Assert.True(back.Exists("data/d0"));
        Assert.False(back.Exists("data/d99"));
        Assert.False(back.Exists("nothing/d0"));
    }

    [Theory] // values of h5py 3.7, Brain Treebank spec section 3.1
    [InlineData(21401009, 10450)]
    [InlineData(14017056, 6845)]
    [InlineData(1228800, 4800)]
    public void Automatic_chunk_length_is_that_of_h5py(long length, long chunk) =>
        Assert.Equal(chunk, Hdf5Storage.AutomaticChunkLength(length, sizeof(double)));

    [Hdf5Fact]
    public void A_file_is_read_though_a_process_was_started_while_it_was_written()
    {
        using TemporaryFile temporary = new(".h5");
        System.Diagnostics.Process heir;
        using (Hdf5File file = Hdf5File.Create(temporary.Path))
        {
            file.WriteDataset<double>("x", [2], [1, 2], Hdf5Storage.Contiguous);
            heir = System.Diagnostics.Process.Start("sleep", "30"); // inherits the open file
        }
        try
        {
            using Hdf5File back = Hdf5File.Open(temporary.Path);
            Assert.True(back.Exists("x"));
        }
        finally
        {
            heir.Kill();
            heir.Dispose();
        }
    }

    [Hdf5Fact]
    public void Wrong_requests_are_answered_with_file_object_and_what_is_there()
    {
        using TemporaryFile temporary = new(".h5");
        using (Hdf5File file = Hdf5File.Create(temporary.Path))
            file.WriteDataset<double>("x", [10], new double[10], Hdf5Storage.Contiguous);
        using Hdf5File back = Hdf5File.Open(temporary.Path);
        using Hdf5Dataset x = back.Dataset("x");
        var outside = Assert.Throws<ArgumentException>(() => x.Read(5, new float[6].AsSpan()));
        Assert.EndsWith("x: axis 0 has 10 elements, asked for 5..11.", outside.Message, StringComparison.Ordinal);
        var absent = Assert.Throws<Hdf5Exception>(() => back.Dataset("data/electrode_7"));
        Assert.StartsWith($"{temporary.Path}: dataset data/electrode_7 could not be opened", absent.Message, StringComparison.Ordinal);
        Assert.Throws<Hdf5Exception>(x.ReadStrings);
        Assert.Throws<ArgumentException>(() => back.CreateDataset<float>("y", [4], new Hdf5Storage { GzipLevel = 4 }));
        File.WriteAllText(temporary.Path + "2", "no HDF5 at all");
        try
        {
            var foreign = Assert.Throws<Hdf5Exception>(() => Hdf5File.Open(temporary.Path + "2"));
            Assert.Contains("not an HDF5 file", foreign.Message, StringComparison.Ordinal);
        }
        finally { File.Delete(temporary.Path + "2"); }
        Assert.Throws<FileNotFoundException>(() => Hdf5File.Open("/nonexistent.h5"));
    }
}
