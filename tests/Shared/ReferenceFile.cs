using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Neuron.Tests.Shared;

/// <summary>One file of reference vectors (shared/reference), with the calls and tolerances of its manifest.</summary>
internal sealed class ReferenceFile
{
    private static readonly ConcurrentDictionary<string, Lazy<ReferenceFile>> s_open = new();
    private static readonly Lazy<JsonDocument> s_manifest =
        new(() => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Locate("reference/manifest.json"))));

    private readonly Dictionary<string, ReferenceCase> _byName;

    private ReferenceFile(string name)
    {
        Name = name;
        Dictionary<string, Dictionary<string, ReferenceTensor>> tensors = ReadTensors(name);
        JsonElement entry = s_manifest.Value.RootElement.GetProperty("files").EnumerateArray()
            .FirstOrDefault(f => Path.GetFileNameWithoutExtension(f.GetProperty("file").GetString()) == name);
        if (entry.ValueKind != JsonValueKind.Object) throw new ArgumentException($"the manifest has no file {name}.");
        Cases = [.. entry.GetProperty("cases").EnumerateArray().Select(c =>
            new ReferenceCase(name, c, tensors.GetValueOrDefault(c.GetProperty("case").GetString()!) ?? []))];
        _byName = Cases.ToDictionary(c => c.Name);
    }

    /// <summary>The file called <paramref name="name"/>.safetensors; read once a process.</summary>
    public static ReferenceFile Open(string name) => s_open.GetOrAdd(name, n => new(() => new ReferenceFile(n))).Value;

    /// <summary>Name without extension.</summary>
    public string Name { get; }

    /// <summary>All cases, in the manifest's order.</summary>
    public IReadOnlyList<ReferenceCase> Cases { get; }

    /// <summary>The case of that name.</summary>
    public ReferenceCase this[string name] => _byName.TryGetValue(name, out ReferenceCase? found) ? found
        : throw new KeyNotFoundException($"{Name} has no case {name}; it has {string.Join(", ", _byName.Keys)}.");

    /// <summary>Fails unless every case is named, run or skipped with a reason, by a theory of the calling assembly.</summary>
    /// <param name="assembly">The calling assembly.</param>
    /// <param name="elsewhere">Patterns of the cases that another assembly runs, whose own check names them.</param>
    public void AssertEveryCaseIsNamed(Assembly assembly, params string[] elsewhere)
    {
        var others = new ReferenceCasesAttribute(Name, elsewhere.Length > 0 ? elsewhere : ["<none>"]);
        ReferenceCasesAttribute[] attributes = [.. assembly.GetTypes().SelectMany(t => t.GetMethods())
            .SelectMany(m => m.GetCustomAttributes<ReferenceCasesAttribute>()).Where(a => a.File == Name)];
        string[] missing = [.. Cases.Select(c => c.Name).Where(n => !others.Matches(n) && !attributes.Any(a => a.Matches(n)))];
        Assert.True(missing.Length == 0, $"{Name}: no theory runs or skips {string.Join(", ", missing)}");
    }

    // safetensors: u64 header length, JSON header, data
    private static Dictionary<string, Dictionary<string, ReferenceTensor>> ReadTensors(string name)
    {
        byte[] file = File.ReadAllBytes(SharedFolder.Locate($"reference/{name}.safetensors"));
        int header = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, header));
        Dictionary<string, Dictionary<string, ReferenceTensor>> cases = [];
        foreach (JsonProperty entry in json.RootElement.EnumerateObject())
        {
            if (entry.NameEquals("__metadata__")) continue;
            int slash = entry.Name.IndexOf('/', StringComparison.Ordinal);
            string role = entry.Name[(slash + 1)..];
            int begin = 8 + header + entry.Value.GetProperty("data_offsets")[0].GetInt32();
            int end = 8 + header + entry.Value.GetProperty("data_offsets")[1].GetInt32();
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
            string @case = entry.Name[..slash];
            if (!cases.TryGetValue(@case, out Dictionary<string, ReferenceTensor>? tensors)) cases[@case] = tensors = [];
            tensors[role] = new ReferenceTensor(role, entry.Value.GetProperty("dtype").GetString()!, shape, file.AsMemory(begin, end - begin));
        }
        return cases;
    }
}
