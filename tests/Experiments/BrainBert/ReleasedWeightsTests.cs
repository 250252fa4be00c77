using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Neuron.Experiments;
using Neuron.Experiments.BrainBert;
using Neuron.Models;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>Weights in the file that the authors released: torch.save of a dictionary whose entry "model" is the state dictionary.</summary>
public class ReleasedWeightsTests
{
    [Fact]
    public void A_pth_file_gives_the_encoder_whose_weights_it_holds()
    {
        PretrainConfig config = PretrainConfig.Sized(Preset.Smoke, new PretrainConfig());
        var written = Pretraining.NewModel(config, seed: 3);
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Root, "stft_large_pretrained.pth");
        WriteTorch(path, written.StateDictionary());

        var read = Encoders.Load(config, path, seed: 4).Pretrained;

        Assert.All(written.StateDictionary(), p => Assert.Equal(p.Value.ToArray<float>(), read.StateDictionary()[p.Key].ToArray<float>()));
    }

    // what torch.save writes: a pickle of protocol 2 that names storages, and each storage's elements in a file
    private static void WriteTorch(string path, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using var pickle = new MemoryStream();
        void Raw(string text) => pickle.Write(Encoding.Latin1.GetBytes(text));
        void Text(string text)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, Encoding.UTF8.GetByteCount(text));
            Raw("X");
            pickle.Write(length);
            pickle.Write(Encoding.UTF8.GetBytes(text));
        }
        void Number(long value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, checked((int)value));
            Raw("J");
            pickle.Write(bytes);
        }
        void Numbers(IEnumerable<long> values)
        {
            Raw("(");
            foreach (long value in values) Number(value);
            Raw("t");
        }
        Raw("\x80\x02}");
        Text("model");
        Raw("ccollections\nOrderedDict\n)R(");
        int key = 0;
        foreach (var (name, tensor) in weights)
        {
            Text(name);
            Raw("ctorch._utils\n_rebuild_tensor_v2\n((");
            Text("storage");
            Raw("ctorch\nFloatStorage\n");
            Text($"{key}");
            Text("cpu");
            Number(tensor.Size);
            Raw("tQ");
            Number(0);
            Numbers(tensor.Shape.ToArray().Select(n => (long)n));
            Numbers(tensor.Contiguous().Strides.ToArray());
            Raw("\u0089ccollections\nOrderedDict\n)RtR");
            using var storage = archive.CreateEntry($"archive/data/{key++}", CompressionLevel.NoCompression).Open();
            storage.Write(MemoryMarshal.AsBytes<float>(tensor.ToArray<float>()));
        }
        Raw("us."); // the items into the state dictionary, that into the outer one
        using var entry = archive.CreateEntry("archive/data.pkl").Open();
        entry.Write(pickle.ToArray());
    }
}
