using System.IO.Compression;
using Neuron.Experiments.Hdf5;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Hdf5;

/// <summary>
/// Damaged files must end in an <see cref="Hdf5Exception"/>, whatever is read: lists, shapes, numbers, fixed-length texts.
/// Variable-length texts are left out: libhdf5 1.10.8 itself overruns memory in H5HG_read when a heap object is longer
/// than its reference says, so the readers of recordings never ask for them. So is a damaged fractal heap of many links
/// (pt1_clip2_gzip_f32_latest.h5, seed 5003), after which that version frees memory it does not own.
/// </summary>
public class Hdf5FuzzTests
{
    [Hdf5Theory("data/neuro/h5")]
    [InlineData("misc_types_earliest.h5", 0, 700)]
    [InlineData("pt1_clip2_gzip_shuffle_f32_earliest.h5", 6000, 100)]
    public void Damaged_file_is_refused_or_read(string name, int firstSeed, int count) =>
        Run(File.ReadAllBytes(SharedFolder.Locate($"data/neuro/h5/{name}")), firstSeed, count);

    [Hdf5Theory]
    [InlineData("A", 10000)]
    [InlineData("B", 20000)]
    [InlineData("E", 30000)]
    public void Damaged_small_file_is_refused_or_read(string which, int firstSeed)
    {
        string text = which switch { "A" => Hdf5SpecFiles.A, "B" => Hdf5SpecFiles.B, _ => Hdf5SpecFiles.E };
        using GZipStream gzip = new(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using MemoryStream unpacked = new();
        gzip.CopyTo(unpacked);
        Run(unpacked.ToArray(), firstSeed, 400);
    }

    private static void Run(byte[] original, int firstSeed, int count)
    {
        using TemporaryFile file = new(".h5");
        int read = 0;
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            // equal lengths let half of the files past the end-of-file check, into the structures
            byte[] damaged = Mutations.Mutate(original, seed, 4096);
            if (seed % 2 == 0) Array.Resize(ref damaged, original.Length);
            File.WriteAllBytes(file.Path, damaged);
            try
            {
                ReadEverything(file.Path);
                read++;
            }
            catch (Hdf5Exception) { }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e.GetType().Name}: {e.Message}");
            }
        }
        Assert.InRange(read, 0, count - 1); // some damage was noticed
    }

    private static void ReadEverything(string path)
    {
        using Hdf5File file = Hdf5File.Open(path);
        foreach (string name in file.ListDatasets())
        {
            using Hdf5Dataset dataset = file.Dataset(name);
            if (dataset.ElementType is { Kind: Hdf5ElementKind.String, VariableLength: false }) _ = dataset.ReadStrings();
            else if (dataset.ElementType.Kind is not (Hdf5ElementKind.Other or Hdf5ElementKind.String)) _ = dataset.ReadAll<double>();
        }
    }
}
