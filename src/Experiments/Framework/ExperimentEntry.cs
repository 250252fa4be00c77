using System.Text.Json.Nodes;

namespace Neuron.Experiments;

/// <summary>An experiment with its configuration type hidden, so that a list can hold them all.</summary>
/// <param name="Name">See <see cref="IExperiment{TConfig}.Name"/>.</param>
/// <param name="Reproduces">See <see cref="IExperiment{TConfig}.Reproduces"/>.</param>
/// <param name="Configure">The preset with settings applied, as JSON.</param>
/// <param name="Keys">The keys that its configuration takes.</param>
/// <param name="Run">Runs it with a configuration in JSON.</param>
internal sealed record ExperimentEntry(
    string Name,
    string Reproduces,
    Func<Preset, IEnumerable<KeyValuePair<string, string>>, JsonObject> Configure,
    IReadOnlyList<string> Keys,
    Func<JsonObject, RunContext, Summary> Run)
{
    /// <summary>The paper's part of the name.</summary>
    public string Paper => Name.Split('/')[0];

    /// <summary>The entry of <typeparamref name="TExperiment"/>.</summary>
    public static ExperimentEntry Of<TExperiment, TConfig>()
        where TExperiment : IExperiment<TConfig>
        where TConfig : ExperimentConfig => new(
            TExperiment.Name,
            TExperiment.Reproduces,
            (preset, settings) => ConfigJson.Write(ConfigJson.Apply(TExperiment.At(preset), settings)),
            ConfigJson.Keys<TConfig>(),
            (json, run) => TExperiment.Run(ConfigJson.Read<TConfig>(json), run));
}
