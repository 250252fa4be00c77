namespace Neuron.Experiments.BrainTreebank;

/// <summary>A contact of a recording: its dataset, its label as written, and cleaned.</summary>
internal sealed record Electrode(int Index, string Label, string Name)
{
    /// <summary>The dataset of the recording that holds it.</summary>
    public string Dataset => $"data/electrode_{Index}";
}

/// <summary>Which of a subject's channels an analysis uses.</summary>
internal sealed class ElectrodeSelection
{
    /// <param name="labels">The labels in the order of the recording's datasets.</param>
    /// <param name="corrupted">The subject's entry of corrupted_elec.json.</param>
    /// <param name="rule">How names are cleaned and compared.</param>
    public ElectrodeSelection(IReadOnlyList<string> labels, IReadOnlyCollection<string> corrupted, LabelRule rule)
    {
        Labels = labels;
        HashSet<string> bad = [.. corrupted.Select(c => ElectrodeLabel.CleanCorrupted(c, rule))];
        All = [.. labels.Select((label, i) => new Electrode(i, label, ElectrodeLabel.Clean(label, rule))).Where(e => !ElectrodeLabel.IsAuxiliary(e.Name))];
        Clean = [.. All.Where(e => !bad.Contains(e.Name))];
        Laplacian = [.. Clean.Select(e => (e, Neighbour(e, -1), Neighbour(e, +1))).Where(t => t is (_, not null, not null)).Select(t => (t.e, t.Item2!, t.Item3!))];
        HashSet<string> names = [.. labels.Select(l => ElectrodeLabel.Clean(l, rule))];
        UnknownCorrupted = [.. bad.Where(b => !names.Contains(b)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The labels as written, in the order of the datasets.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Every channel in the brain.</summary>
    public IReadOnlyList<Electrode> All { get; }

    /// <summary>Those that are not corrupted.</summary>
    public IReadOnlyList<Electrode> Clean { get; }

    /// <summary>The clean ones whose two neighbours on the shaft are clean too, with those neighbours.</summary>
    public IReadOnlyList<(Electrode Electrode, Electrode Before, Electrode After)> Laplacian { get; }

    /// <summary>Corrupted names that no label has: under <see cref="LabelRule.BrainBert"/> the starred ones.</summary>
    public IReadOnlyList<string> UnknownCorrupted { get; }

    private Electrode? Neighbour(Electrode e, int step)
    {
        (string shaft, int? contact) = ElectrodeLabel.Split(e.Name);
        return contact is { } n ? Clean.FirstOrDefault(o => ElectrodeLabel.Split(o.Name) == (shaft, n + step)) : null;
    }
}
