namespace Neuron.Models;

/// <summary>
/// All that a run needs to go on to the same bits, in one safetensors file: model, optimiser, schedule, random streams, order of the data.
/// </summary>
/// <example><c>new TrainingCheckpoint().Add("model", model).Add("optimizer", optimizer).Add("random", rng).Save(path);</c></example>
public sealed class TrainingCheckpoint
{
    private readonly OrderedDictionary<string, IStateful> _parts = new(StringComparer.Ordinal);

    /// <summary>Adds a part under a name of its own.</summary>
    public TrainingCheckpoint Add(string name, IStateful part)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _parts.Add(name, part);
        return this;
    }

    /// <summary>Adds the parameters and buffers of a module.</summary>
    public TrainingCheckpoint Add(string name, Module module) => Add(name, new ModuleState(module));

    /// <summary>Adds random streams: seed and position of each.</summary>
    public TrainingCheckpoint Add(string name, params IReadOnlyList<Rng> streams) => Add(name, new RandomState(streams));

    /// <summary>Writes everything; the file is there wholly or not at all.</summary>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var all = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, part) in _parts)
            foreach (var (key, value) in part.StateDictionary()) all.Add($"{name}.{key}", value);
        SafeTensors.Write(path, all, metadata);
    }

    /// <summary>Reads everything back.</summary>
    /// <returns>The texts that were saved with it.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is not sound, or does not fit. A part that does not fit stays as it was; those added before it have been read.
    /// </exception>
    public IReadOnlyDictionary<string, string> Load(string path)
    {
        var all = SafeTensors.Read(path, out var metadata);
        if (all.Keys.FirstOrDefault(k => !_parts.Keys.Any(p => k.StartsWith(p + ".", StringComparison.Ordinal))) is { } other)
            throw new InvalidDataException($"{path}: '{other}' belongs to no part; expected {string.Join(", ", _parts.Keys)}.");
        foreach (var (name, part) in _parts) part.LoadStateDictionary(all.Below(name), $"{path} ({name})");
        return metadata;
    }

    private sealed class ModuleState(Module module) : IStateful
    {
        public IReadOnlyDictionary<string, Tensor> StateDictionary() => module.StateDictionary();

        public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source) => module.LoadStateDictionary(state, strict: true, source);
    }

    private sealed class RandomState(IReadOnlyList<Rng> streams) : IStateful
    {
        public IReadOnlyDictionary<string, Tensor> StateDictionary()
        {
            var state = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
            for (int i = 0; i < streams.Count; i++)
            {
                state.Add($"{i}.seed", StateEntries.Integer(unchecked((long)streams[i].Seed)));
                state.Add($"{i}.counter", StateEntries.Integer(unchecked((long)streams[i].Counter)));
            }
            return state;
        }

        public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source)
        {
            state.AllowOnly(Enumerable.Range(0, streams.Count).SelectMany(i => new[] { $"{i}.seed", $"{i}.counter" }), source);
            var read = streams.Select((_, i) => unchecked(((ulong)state.Integer($"{i}.seed", source), (ulong)state.Integer($"{i}.counter", source)))).ToArray();
            for (int i = 0; i < read.Length; i++) (streams[i].Seed, streams[i].Counter) = read[i];
        }
    }
}
