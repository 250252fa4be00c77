using Neuron.Experiments;
using Neuron.Experiments.Data;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Data;

public sealed class ImageSetTests : IDisposable
{
    private static readonly string[] s_two = ["a", "b"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Cifar(int labelBytes, params byte[] labels)
    {
        string path = _folder["batch.bin"];
        File.WriteAllBytes(path, [.. labels.SelectMany(l => (byte[])[.. Enumerable.Repeat((byte)9, labelBytes - 1), l, .. Enumerable.Range(0, 3072).Select(i => (byte)(i + l))])]);
        return path;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Cifar_records_are_label_then_planes(int labelBytes)
    {
        ImageSet set = ImageSet.FromCifar([Cifar(labelBytes, 1, 0)], labelBytes, s_two);
        Assert.Equal([1, 0], set.Labels);
        Assert.Equal(1, set.Pixels[0]);
        Assert.Equal(1, set.Pixels[1024]); // pixel i of class c is (i + c) mod 256
        Assert.Equal(0, set.Pixels[3072]);
    }

    [Fact]
    public void Bad_cifar_files_are_refused()
    {
        Assert.Contains("label 7 of item 1: expected 0 to 1", Assert.Throws<InvalidDataException>(() => ImageSet.FromCifar([Cifar(1, 1, 7)], 1, s_two)).Message, StringComparison.Ordinal);
        Assert.Contains("3073 bytes are not a whole number of records of 3074", Assert.Throws<InvalidDataException>(() => ImageSet.FromCifar([Cifar(1, 1)], 2, s_two)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cifar10_is_read_from_all_five_batches_or_not_at_all()
    {
        byte[] record = File.ReadAllBytes(Cifar(1, 1));
        foreach (string name in (string[])["test_batch", "data_batch_1", "data_batch_2", "data_batch_4", "data_batch_5"]) File.WriteAllBytes(_folder[$"{name}.bin"], record);
        Assert.Contains("no file data_batch_3.bin", Assert.Throws<FileNotFoundException>(() => DataCatalog.LoadImages("cifar-10", new(_folder.Root))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_folder["data_batch_3.bin"], record);
        var (train, test) = DataCatalog.LoadImages("cifar-10", new(_folder.Root));
        Assert.Equal((5, 1), (train.Count, test.Count));
    }

    [Fact]
    public void Mutated_cifar_files_are_read_or_refused()
    {
        byte[] good = File.ReadAllBytes(Cifar(1, 1, 0));
        Fuzz.Run(seed: 5, good, bytes =>
        {
            File.WriteAllBytes(_folder["bad.bin"], bytes);
            ImageSet.FromCifar([_folder["bad.bin"]], 1, s_two);
        });
    }

    [Fact]
    public void Counts_of_images_and_labels_must_agree()
    {
        new IdxArray([2, 1, 1], [1, 2]).Write(_folder["images"]);
        new IdxArray([3], [0, 1, 1]).Write(_folder["labels"]);
        Assert.Contains("3 labels, but", Assert.Throws<InvalidDataException>(() => ImageSet.FromIdx(_folder["images"], _folder["labels"], s_two)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_are_normalised_by_channel()
    {
        var set = new ImageSet("s", 2, 1, 2, [0, 255, 51, 51, 255, 255, 102, 0], [1, 0], s_two);
        var (mean, deviation) = set.Statistics();
        Assert.Equal(0.75, mean[0], 1e-12);
        Assert.Equal(Math.Sqrt(0.1875), deviation[0], 1e-12); // values 0 1 1 1
        var (x, y) = new ImageBatches(set, [0.5, 0.2], [0.25, 0.1]).Batch([1, 0]);
        Assert.Equal([2, 2, 1, 2], x.Shape);
        float[] expected = [2, 2, 2, -2, -2, 2, 0, 0];
        Assert.All(x.ToArray<float>().Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-5f));
        Assert.Equal([0L, 1L], y.ToArray<long>());
    }

    [Fact]
    public void Glyph_files_are_read_by_the_idx_loader_and_depend_on_the_seed_alone()
    {
        Glyphs.WriteFiles(_folder["one"], train: 200, test: 50, side: 16, clutter: 3, seed: 4);
        Glyphs.WriteFiles(_folder["two"], train: 200, test: 50, side: 16, clutter: 3, seed: 4);
        var (train, test) = DataCatalog.LoadImages("glyphs", new(_folder["one"]));
        Assert.Equal((200, 50, 16), (train.Count, test.Count, train.Width));
        Assert.Equal(10, train.Labels.Distinct().Count());
        Assert.Equal(train.Pixels, DataCatalog.LoadImages("glyphs", new(_folder["two"])).Train.Pixels);
        Assert.NotEqual(train.Pixels[..12800], test.Pixels);
        var (mean, deviation) = train.Statistics();
        Assert.InRange(mean[0], 0.05, 0.35); // mostly paper, some ink
        Assert.InRange(deviation[0], 0.15, 0.4);
    }

    [ReferenceFact("data")]
    public void Mnist_has_its_published_counts()
    {
        var (train, test) = DataCatalog.LoadImages("mnist", new(SharedFolder.Locate("data")));
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], train.Labels.CountBy(l => l).OrderBy(p => p.Key).Select(p => p.Value));
        Assert.Equal([5, 0, 4, 1, 9], train.Labels[..5]);
        Assert.Equal(33.3184, train.Pixels.Average(p => (double)p), 1e-4);
        Assert.Equal(33.7912, test.Pixels.Average(p => (double)p), 1e-4);
    }

    [ReferenceFact("data")]
    public void Cifar10_sample_has_its_published_values()
    {
        var (train, test) = DataCatalog.LoadImages("cifar-10", new(SharedFolder.Locate("data")));
        Assert.Equal((4000, 1000), (train.Count, test.Count));
        Assert.Equal([6, 9, 9, 4, 1], train.Labels[..5]);
        Assert.Equal([59, 43, 50, 68], train.Pixels[..4]);
        Assert.Equal([103, 89, 100, 103, 90, 86, 112, 102, 106, 109], test.Labels.CountBy(l => l).OrderBy(p => p.Key).Select(p => p.Value));
    }
}
