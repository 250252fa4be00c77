using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Neuron.Experiments;

/// <summary>Configurations as strict JSON: an unknown key or an unfit value stops the run and names what would be right.</summary>
internal static class ConfigJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        IndentSize = 2,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The key under which the property <paramref name="name"/> is written.</summary>
    public static string KeyOf(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>The keys of <typeparamref name="TConfig"/>, those of its own first.</summary>
    public static IReadOnlyList<string> Keys<TConfig>() where TConfig : ExperimentConfig =>
        [.. Properties<TConfig>().Select(p => KeyOf(p.Name))];

    /// <summary>The configuration as a JSON object, every key written.</summary>
    public static JsonObject Write<TConfig>(TConfig config) where TConfig : ExperimentConfig =>
        JsonSerializer.SerializeToNode(config, Options)!.AsObject();

    /// <summary>A copy of <paramref name="baseline"/> with the given keys set; lists are written with commas.</summary>
    /// <exception cref="ConfigException">A key is unknown, or a value is of another type or out of range, or two do not go together.</exception>
    public static TConfig Apply<TConfig>(TConfig baseline, IEnumerable<KeyValuePair<string, string>> settings)
        where TConfig : ExperimentConfig
    {
        JsonObject json = Write(baseline);
        foreach (var (key, text) in settings)
        {
            PropertyInfo property = Property<TConfig>(key);
            json[KeyOf(property.Name)] = Parse(KeyOf(property.Name), property.PropertyType, text);
        }
        return Read<TConfig>(json);
    }

    /// <summary>Reads a configuration; keys that are left out keep the value of the <c>paper</c> preset.</summary>
    /// <exception cref="ConfigException">A key is unknown, or a value is of another type or out of range, or two do not go together.</exception>
    public static TConfig Read<TConfig>(JsonObject json) where TConfig : ExperimentConfig
    {
        foreach (var (key, _) in json) Property<TConfig>(key);
        try
        {
            TConfig config = json.Deserialize<TConfig>(Options) ?? throw new ConfigException("The configuration is null.");
            config.Check();
            return config;
        }
        catch (JsonException e)
        {
            string key = (e.Path ?? "$").Split('.', '[').ElementAtOrDefault(1) ?? "";
            var property = Properties<TConfig>().FirstOrDefault(p => KeyOf(p.Name) == key);
            if (property is null) throw new ConfigException($"The configuration cannot be read: {e.Message}", e);
            throw new ConfigException($"{key} = {json[key]?.ToJsonString() ?? "null"}: expected {Kind(property.PropertyType)}.", e);
        }
    }

    private static IEnumerable<PropertyInfo> Properties<TConfig>() =>
        typeof(TConfig).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static PropertyInfo Property<TConfig>(string key) where TConfig : ExperimentConfig =>
        Properties<TConfig>().FirstOrDefault(p => p.Name.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? throw new ConfigException($"Unknown key '{key}'.{Nearest.Hint(key, Keys<TConfig>())}");

    private static JsonNode? Parse(string key, Type type, string text)
    {
        if (ElementOf(type) is { } element)
        {
            string[] items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return new JsonArray([.. items.Select(item => Parse(key, element, item))]);
        }
        if (type == typeof(string)) return text;
        if (type == typeof(bool) && bool.TryParse(text, out bool flag)) return flag;
        if (type == typeof(int) && int.TryParse(text, CultureInfo.InvariantCulture, out int whole)) return whole;
        if (type == typeof(double) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real))
            return real;
        if (type.IsEnum)
        {
            string[] names = EnumNames(type);
            return names.FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase))
                ?? throw new ConfigException($"{key} = '{text}' is unknown.{Nearest.Hint(text, names)}");
        }
        throw new ConfigException($"{key} = '{text}': expected {Kind(type)}.");
    }

    private static string[] EnumNames(Type type) =>
        [.. Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    private static Type? ElementOf(Type type) =>
        type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType ? type.GetGenericArguments()[0] : null;

    private static string Kind(Type type) =>
        ElementOf(type) is { } element ? $"a list, each {Kind(element)}"
        : type.IsEnum ? $"one of {string.Join(", ", EnumNames(type))}"
        : type == typeof(int) ? "a whole number"
        : type == typeof(double) ? "a finite number"
        : type == typeof(bool) ? "true or false"
        : "text";
}
