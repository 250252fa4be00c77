namespace Neuron.Experiments;

/// <summary>A finished run: what was run, where, for how long, and what came out.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Reproduces">Paper and table or figure.</param>
/// <param name="Preset">Preset on which the configuration was based.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Device">Device on which it ran.</param>
/// <param name="Machine">Processor count and instruction set of the machine.</param>
/// <param name="Finished">When it ended.</param>
/// <param name="Seconds">Wall time, over all resumptions.</param>
/// <param name="Config">The configuration, key by key.</param>
/// <param name="Changed">The keys that differ from the preset.</param>
/// <param name="Summary">What was found.</param>
/// <param name="Data">Absolute path of the data folder; empty if the run had none, null if its record does not say.</param>
/// <param name="DataSet">What of it, or what else, the run used; null if it did not say.</param>
internal sealed record RunRecord(
    string Experiment, string Reproduces, Preset Preset, int Seed, string Device, string Machine,
    DateTimeOffset Finished, double Seconds, IReadOnlyDictionary<string, string> Config,
    IReadOnlyDictionary<string, string> Changed, Summary Summary, string? Data = null, string? DataSet = null);
