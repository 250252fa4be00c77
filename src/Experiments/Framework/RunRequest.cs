namespace Neuron.Experiments;

/// <summary>What the command line asked to run.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Preset">Preset to start from; null if none was named: that of the run to resume, else <see cref="DefaultPreset"/>.</param>
/// <param name="Device">Device, or <c>auto</c>.</param>
/// <param name="Seed">Seed of the run; null if none was given: that of the run to resume, else <see cref="DefaultSeed"/>.</param>
/// <param name="Settings">Keys to set over the preset.</param>
/// <param name="Data">Where data sets are.</param>
/// <param name="Output">Run folder; null chooses a new one.</param>
/// <param name="Resume">Continue an unfinished run.</param>
internal sealed record RunRequest(
    string Experiment, Preset? Preset, string Device, int? Seed, IReadOnlyList<KeyValuePair<string, string>> Settings,
    DataLocation Data, string? Output = null, bool Resume = false)
{
    /// <summary>The preset of a run for which none is named.</summary>
    public const Preset DefaultPreset = Experiments.Preset.Small;

    /// <summary>The seed of a run for which none is given.</summary>
    public const int DefaultSeed = 0;
}
