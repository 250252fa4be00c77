using System.Collections.Concurrent;
using Neuron.Experiments.Hdf5;
using Neuron.Experiments.Signal;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>The voltages of a session in microvolts, read by electrode and sample range; never more than was asked for.</summary>
internal sealed class TreebankRecording : IDisposable
{
    private readonly Hdf5File _file;
    private readonly IReadOnlyList<string> _labels;
    private readonly Dictionary<int, Hdf5Dataset> _open = [];
    private readonly ConcurrentDictionary<int, string> _leftOut = [];
    private readonly HashSet<int> _screened = [];

    /// <param name="path">The recording.</param>
    /// <param name="labels">The subject's labels; position i belongs to dataset electrode_i. Datasets without a label are ignored.</param>
    /// <exception cref="InvalidDataException">The labels are more than the datasets, or no labelled dataset can be read.</exception>
    public TreebankRecording(string path, IReadOnlyList<string> labels)
    {
        _file = Hdf5File.Open(path);
        _labels = labels;
        try
        {
            // by name, never by position: the group lists electrode_10 before electrode_2
            HashSet<string> names = [.. _file.List("data").Where(e => e.Kind is Hdf5EntryKind.Dataset or Hdf5EntryKind.Unreadable).Select(e => e.Name)];
            int last = labels.Count - 1;
            while (last >= 0 && !names.Contains($"electrode_{last}")) last--;
            if (last + 1 < labels.Count)
                throw new InvalidDataException($"{path}: {labels.Count} labels, but no dataset {string.Join(", ", Enumerable.Range(last + 1, labels.Count - last - 1).Select(i => $"electrode_{i} ({labels[i]})"))}.");
            int present = 0;
            for (int i = 0; i < labels.Count; i++)
            {
                if (!names.Contains($"electrode_{i}"))
                {
                    _leftOut[i] = "its dataset is missing";
                    continue;
                }
                present++;
                TryOpen(i);
            }
            Unlabelled = names.Count - present;
            if (labels.Count > 0 && _open.Count == 0) throw new InvalidDataException($"{path}: no electrode can be read; {Describe(0)}.");
            // one channel of another length is damaged, not the file
            Samples = _open.Count == 0 ? 0 : _open.Values.CountBy(d => d.Count).MaxBy(c => c.Value).Key;
            foreach ((int i, Hdf5Dataset d) in _open)
                if (d.Extents.Count != 1 || d.Count != Samples) _leftOut[i] = $"it has shape [{string.Join(", ", d.Extents)}], the others [{Samples}]";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The electrodes that cannot be used, with the reason; reading one of them throws.</summary>
    public IReadOnlyList<string> LeftOut => [.. _leftOut.Keys.Order().Select(Describe)];

    /// <summary>Why an electrode cannot be used; null where it can.</summary>
    public string? Defect(Electrode electrode) => _leftOut.ContainsKey(electrode.Index) ? Describe(electrode.Index) : null;

    /// <summary>Those of the electrodes whose datasets are there and sound in shape.</summary>
    public IReadOnlyList<Electrode> Usable(IReadOnlyList<Electrode> electrodes) => [.. electrodes.Where(e => !_leftOut.ContainsKey(e.Index))];

    /// <summary>
    /// Reads the electrodes through, each once, and leaves out those that are damaged: chunks that cannot be read, samples that are no
    /// numbers, the same value throughout.
    /// </summary>
    /// <returns>Those that remain.</returns>
    public IReadOnlyList<Electrode> Screen(IReadOnlyList<Electrode> electrodes)
    {
        const int block = 1 << 18;
        Parallel.ForEach(Usable([.. electrodes.Where(e => _screened.Add(e.Index))]), e =>
        {
            ChannelScreen screen = new();
            float[] values = new float[Math.Min(block, Samples)];
            try
            {
                for (long at = 0; at < Samples; at += block)
                {
                    Span<float> part = values.AsSpan(0, (int)Math.Min(block, Samples - at));
                    Hdf5Slabs.Read(Dataset(e.Index), at, part);
                    screen.Add(part);
                }
                if (screen.Defect is { } defect) _leftOut[e.Index] = defect;
            }
            catch (Hdf5Exception damage)
            {
                _leftOut[e.Index] = damage.Message;
            }
        });
        return Usable(electrodes);
    }

    /// <summary>Samples of every channel.</summary>
    public long Samples { get; }

    /// <summary>Datasets beyond the labels (the files of sub_1 have one).</summary>
    public int Unlabelled { get; }

    /// <summary>Samples [start, start + count) of the electrodes, row-major [electrodes, count]; electrodes in parallel.</summary>
    /// <exception cref="InvalidDataException">An electrode is one of those left out.</exception>
    /// <exception cref="Hdf5Exception">The data are damaged.</exception>
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
        foreach (Hdf5Dataset dataset in _open.Values) dataset.Dispose();
        _file.Dispose();
    }

    private void TryOpen(int index)
    {
        try
        {
            _open[index] = _file.Dataset($"data/electrode_{index}");
        }
        catch (Hdf5Exception e)
        {
            _leftOut[index] = e.Message;
        }
    }

    private string Describe(int index) => $"electrode_{index} ({_labels[index]}): {_leftOut[index]}";

    private Hdf5Dataset Dataset(int index) =>
        _leftOut.ContainsKey(index) ? throw new InvalidDataException($"{_file.Path}: {Describe(index)}.")
        : _open.TryGetValue(index, out Hdf5Dataset? open) ? open : throw new InvalidDataException($"{_file.Path}: electrode_{index} has no label.");
}
