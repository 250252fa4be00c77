using System.Text.Json;

namespace Neuron.Models;

/// <summary>A JSON element with its place in the file, which errors name.</summary>
internal readonly record struct JsonPlace(JsonElement Element, string Where)
{
    /// <summary>The member <paramref name="name"/>, which must be there and not null.</summary>
    /// <exception cref="InvalidDataException">It is not, or this is no object.</exception>
    public JsonPlace Need(string name) => Optional(name) ?? throw new InvalidDataException($"{Where}: '{name}' is missing.");

    /// <summary>The member <paramref name="name"/>; null if it is absent or null.</summary>
    /// <exception cref="InvalidDataException">This is no object.</exception>
    public JsonPlace? Optional(string name)
    {
        if (Element.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{Where}: expected an object, found {Element.ValueKind}.");
        return Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new(value, $"{Where}: {name}") : null;
    }

    /// <summary>The member <paramref name="name"/>, an object.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public JsonPlace Object(string name) => Need(name) is { Element.ValueKind: JsonValueKind.Object } found ? found
        : throw new InvalidDataException($"{Where}: '{name}': expected an object, found {Need(name).Element.ValueKind}.");

    /// <summary>The elements of the member <paramref name="name"/>, a list; none if it is absent.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public IReadOnlyList<JsonPlace> List(string name) => Optional(name)?.Items() ?? [];

    /// <summary>The elements of this list.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public IReadOnlyList<JsonPlace> Items()
    {
        if (Element.ValueKind != JsonValueKind.Array) throw new InvalidDataException($"{Where}: expected a list, found {Element.ValueKind}.");
        string where = Where;
        return [.. Element.EnumerateArray().Select((e, i) => new JsonPlace(e, $"{where}[{i}]"))];
    }

    /// <summary>This text.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public string Text() => BpeLists.String(Element, Where);

    /// <summary>The text <paramref name="name"/>, or <paramref name="otherwise"/> if it is absent.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public string Text(string name, string otherwise) => Optional(name)?.Text() ?? otherwise;

    /// <summary>The text <paramref name="name"/>; null if it is absent or empty.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public string? OptionalText(string name) => Optional(name)?.Text() is { Length: > 0 } text ? text : null;

    /// <summary>The flag <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public bool Flag(string name, bool otherwise = false) => Optional(name) is not { } flag ? otherwise
        : flag.Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.Element.GetBoolean()
        : throw new InvalidDataException($"{flag.Where}: expected true or false, found {flag.Element.ValueKind}.");
}
