using System.Text.Json;
using System.Text.Json.Nodes;

namespace Neuron.Experiments;

/// <summary>What <c>config.json</c> of a run folder says: everything needed to run the same again.</summary>
internal sealed record RunSettings(string Experiment, Preset Preset, int Seed, string Device, JsonObject Config)
{
    /// <summary>The settings as JSON text.</summary>
    public string ToJson() => new JsonObject
    {
        ["experiment"] = Experiment,
        ["preset"] = Preset.ToString().ToLowerInvariant(),
        ["seed"] = Seed,
        ["device"] = Device,
        ["config"] = Config.DeepClone(),
    }.ToJsonString(RunJson.Options);

    /// <summary>Reads the settings from the text of the file <paramref name="path"/>.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, or a key is missing, unknown or of another type.</exception>
    public static RunSettings Parse(string text, string path)
    {
        string[] keys = ["experiment", "preset", "seed", "device", "config"];
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
                Need("device").GetValue<string>(), config.DeepClone().AsObject());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: not a run configuration: {e.Message}", e);
        }
    }
}
