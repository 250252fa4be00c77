using System.Text.Json;
using System.Text.Json.Nodes;

namespace Neuron.Experiments;

/// <summary>What <c>config.json</c> of a run folder says: everything needed to run the same again.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Preset">Preset on which the configuration is based.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Device">Device on which it runs.</param>
/// <param name="Config">The configuration, key by key.</param>
/// <param name="Data">Absolute path of the data folder; empty if the run has none, null if the file does not say.</param>
internal sealed record RunSettings(string Experiment, Preset Preset, int Seed, string Device, JsonObject Config, string? Data = null)
{
    /// <summary>The settings as JSON text.</summary>
    public string ToJson()
    {
        var json = new JsonObject { ["experiment"] = Experiment, ["preset"] = Preset.ToString().ToLowerInvariant(), ["seed"] = Seed, ["device"] = Device };
        if (Data is not null) json["data"] = Data;
        json["config"] = Config.DeepClone();
        return json.ToJsonString(RunJson.Options);
    }

    /// <summary>Reads the settings from the text of the file <paramref name="path"/>.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, or a key is missing, unknown or of another type.</exception>
    public static RunSettings Parse(string text, string path)
    {
        string[] keys = ["experiment", "preset", "seed", "device", "data", "config"];
        try
        {
            if (JsonNode.Parse(text) is not JsonObject json) throw new InvalidDataException($"{path}: expected a JSON object.");
            foreach (var (key, _) in json)
                if (!keys.Contains(key)) throw new InvalidDataException($"{path}: unknown key '{key}'.{Nearest.Hint(key, keys)}");
            JsonNode Need(string key) => json[key] ?? throw new InvalidDataException($"{path}: the key '{key}' is missing.");
            string preset = Need("preset").GetValue<string>();
            string[] presets = [.. Enum.GetNames<Preset>().Select(p => p.ToLowerInvariant())];
            int index = Array.IndexOf(presets, preset);
            if (index < 0) throw new InvalidDataException($"{path}: unknown preset '{preset}'.{Nearest.Hint(preset, presets)}");
            if (Need("config") is not JsonObject config) throw new InvalidDataException($"{path}: 'config' must be an object.");
            return new(Need("experiment").GetValue<string>(), (Preset)index, Need("seed").GetValue<int>(),
                Need("device").GetValue<string>(), config.DeepClone().AsObject(), json["data"]?.GetValue<string>());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: not a run configuration: {e.Message}", e);
        }
    }
}
