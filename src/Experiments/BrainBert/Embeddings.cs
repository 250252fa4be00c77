using Neuron.Experiments.Hdf5;
using Neuron.Models;

namespace Neuron.Experiments.BrainBert;

/// <summary>
/// The representations of decoded windows, for others: embeddings/SESSION-ELECTRODE.safetensors (features [windows, width], samples [windows]) and one
/// embeddings.h5 with a group a session, in it "samples" and a dataset an electrode.
/// </summary>
internal sealed class Embeddings(RunFolder folder)
{
    private readonly string _root = Path.Combine(folder.Root, "embeddings");

    /// <summary>Keeps those of one electrode.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="electrode">Its name.</param>
    /// <param name="samples">Samples on which the windows are centred.</param>
    /// <param name="features">A row a window; of none, nothing is kept.</param>
    public void Write(string session, string electrode, long[] samples, float[][] features)
    {
        if (features.Length == 0) return;
        Directory.CreateDirectory(_root);
        SafeTensors.Write(Path.Combine(_root, $"{session}-{electrode}.safetensors"), new Dictionary<string, Tensor>
        {
            ["features"] = Tensor.From([.. features.SelectMany(f => f)], [features.Length, features[0].Length]),
            ["samples"] = Tensor.From(samples),
        });
    }

    /// <summary>Writes embeddings.h5 from what was kept, an electrode at a time.</summary>
    public void Collect()
    {
        if (!Directory.Exists(_root)) return;
        string path = Path.Combine(folder.Root, "embeddings.h5");
        using Hdf5File file = Hdf5File.Create(path);
        foreach (var session in Directory.EnumerateFiles(_root, "*.safetensors").Order(StringComparer.Ordinal).GroupBy(p => Path.GetFileName(p).Split('-', 2)[0]))
        {
            file.CreateGroup(session.Key);
            bool first = true;
            foreach (string electrode in session)
            {
                IReadOnlyDictionary<string, Tensor> tensors = SafeTensors.Read(electrode);
                long[] samples = tensors["samples"].ToArray<long>();
                if (first) file.WriteDataset<long>($"{session.Key}/samples", [samples.Length], samples, Hdf5Storage.Contiguous);
                first = false;
                Tensor features = tensors["features"];
                file.WriteDataset<float>($"{session.Key}/{Path.GetFileNameWithoutExtension(electrode).Split('-', 2)[1]}", [features.Shape[0], features.Shape[1]], features.ToArray<float>(), Hdf5Storage.Contiguous);
            }
        }
    }
}
