using Neuron.Experiments.Hdf5;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>The voltages of a session in microvolts, read by electrode and sample range; never more than was asked for.</summary>
internal sealed class TreebankRecording : IDisposable
{
    private readonly Hdf5File _file;
    private readonly Dictionary<int, Hdf5Dataset> _open = [];

    /// <param name="path">The recording.</param>
    /// <param name="labels">The subject's labels; position i belongs to dataset electrode_i. Datasets without a label are ignored.</param>
    /// <exception cref="InvalidDataException">A labelled channel has no dataset, or datasets differ in length.</exception>
    public TreebankRecording(string path, IReadOnlyList<string> labels)
    {
        _file = Hdf5File.Open(path);
        try
        {
            // by name, never by position: the group lists electrode_10 before electrode_2
            HashSet<string> names = [.. _file.List("data").Where(e => e.Kind == Hdf5EntryKind.Dataset).Select(e => e.Name)];
            string[] missing = [.. labels.Select((l, i) => (l, i)).Where(t => !names.Contains($"electrode_{t.i}")).Select(t => $"electrode_{t.i} ({t.l})")];
            if (missing.Length > 0) throw new InvalidDataException($"{path}: {labels.Count} labels, but no dataset {string.Join(", ", missing)}.");
            Unlabelled = names.Count - labels.Count;
            Samples = labels.Count == 0 ? 0 : Dataset(0).Count;
            for (int i = 0; i < labels.Count; i++)
                if (Dataset(i) is var d && (d.Extents.Count != 1 || d.Count != Samples))
                    throw new InvalidDataException($"{path}: electrode_{i} ({labels[i]}) has shape [{string.Join(", ", d.Extents)}], electrode_0 has [{Samples}].");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Samples of every channel.</summary>
    public long Samples { get; }

    /// <summary>Datasets beyond the labels (the files of sub_1 have one).</summary>
    public int Unlabelled { get; }

    /// <summary>Samples [start, start + count) of the electrodes, row-major [electrodes, count]; electrodes in parallel.</summary>
    public float[] Read(IReadOnlyList<Electrode> electrodes, long start, int count)
    {
        var all = new float[(long)electrodes.Count * count];
        Hdf5Slabs.Read([.. electrodes.Select(e => Dataset(e.Index))], start, [.. electrodes.Select((_, i) => all.AsMemory(i * count, count))]);
        return all;
    }

    /// <summary>Blocks of <paramref name="block"/> samples from start to end, the next one read while this one is used.</summary>
    public IEnumerable<(long Start, float[] Values)> Stream(IReadOnlyList<Electrode> electrodes, int block)
    {
        Task<float[]>? next = null;
        for (long at = 0; at < Samples; at += block)
        {
            float[] values = next is null ? Read(electrodes, at, (int)Math.Min(block, Samples - at)) : next.GetAwaiter().GetResult();
            long following = at + block;
            next = following < Samples ? Task.Run(() => Read(electrodes, following, (int)Math.Min(block, Samples - following))) : null;
            yield return (at, values);
        }
    }

    public void Dispose()
    {
        lock (_open)
            foreach (Hdf5Dataset dataset in _open.Values) dataset.Dispose();
        _file.Dispose();
    }

    private Hdf5Dataset Dataset(int index)
    {
        lock (_open)
            return _open.TryGetValue(index, out Hdf5Dataset? open) ? open : _open[index] = _file.Dataset($"data/electrode_{index}");
    }
}
