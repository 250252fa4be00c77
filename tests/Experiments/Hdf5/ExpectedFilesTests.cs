using System.Globalization;
using System.Text.Json;
using Neuron.Experiments.Hdf5;
using Neuron.Files;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Hdf5;

/// <summary>The files of shared/data/neuro/h5 against everything that expected.json says of them.</summary>
public class ExpectedFilesTests
{
    private const string Folder = "data/neuro/h5";

    public static TheoryData<string> Files => SharedFolder.WhyAbsent(Folder) is null
        ? [.. Expected().RootElement.EnumerateObject().Select(f => f.Name)] : [];

    private static JsonDocument Expected() => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Locate($"{Folder}/expected.json")));

    [Hdf5Theory(Folder), MemberData(nameof(Files))]
    public void File_has_the_expected_content(string name)
    {
        using JsonDocument document = Expected();
        JsonElement expected = document.RootElement.GetProperty(name);
        using Hdf5File file = Hdf5File.Open(SharedFolder.Locate($"{Folder}/{name}"));
        CheckAttributes(expected.GetProperty("attributes"), file.Attributes());
        IReadOnlyList<string> datasets = file.ListDatasets();
        if (expected.TryGetProperty("n_datasets", out JsonElement count)) Assert.Equal(count.GetInt32(), datasets.Count);
        else Assert.Equal(expected.GetProperty("datasets").EnumerateObject().Select(d => d.Name).Order(StringComparer.Ordinal), datasets.Order(StringComparer.Ordinal));
        foreach (JsonProperty one in expected.GetProperty("datasets").EnumerateObject())
        {
            using Hdf5Dataset dataset = file.Dataset(one.Name);
            CheckDataset(one.Value, dataset);
        }
        if (expected.TryGetProperty("soft_links", out JsonElement links))
            foreach (JsonProperty link in links.EnumerateObject())
            {
                Assert.Equal(link.Value.GetString(), file.List().Single(e => e.Name == link.Name).Target);
                using Hdf5Dataset through = file.Dataset(link.Name), direct = file.Dataset(link.Value.GetString()!);
                Assert.Equal(direct.ReadAll<double>(), through.ReadAll<double>());
            }
        if (expected.TryGetProperty("group_attributes", out JsonElement groups))
            foreach (JsonProperty group in groups.EnumerateObject())
                CheckAttributes(group.Value, file.Attributes(group.Name));
    }

    [Hdf5Theory("data/neuro"), InlineData("m1_ecog_4x22222_chunk4096_gzip_fletcher_f64_earliest.h5", "m1_ecog_89s_1000hz.npy")]
    public void A_recording_is_the_one_from_which_the_file_was_made(string name, string source)
    {
        double[] whole = Npy.Read(SharedFolder.Locate($"data/neuro/{source}")).ToArray<double>();
        using Hdf5File file = Hdf5File.Open(SharedFolder.Locate($"{Folder}/{name}"));
        for (int i = 0; i < 4; i++)
        {
            using Hdf5Dataset part = file.Dataset($"data/electrode_{i}");
            Assert.Equal(whole[(i * 22222)..((i + 1) * 22222)], part.ReadAll<double>());
        }
    }

    private static void CheckAttributes(JsonElement expected, IReadOnlyDictionary<string, object> actual)
    {
        Assert.Equal(expected.EnumerateObject().Select(a => a.Name).Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (JsonProperty attribute in expected.EnumerateObject())
            Assert.Equal(string.Concat(attribute.Value.ToString().Where(c => !char.IsWhiteSpace(c))), Text(actual[attribute.Name]));
    }

    private static string Text(object value) => value switch
    {
        double d => d.ToString("0.0###", CultureInfo.InvariantCulture),
        long[] whole => $"[{string.Join(",", whole)}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static void CheckDataset(JsonElement expected, Hdf5Dataset dataset)
    {
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()), dataset.Extents);
        Assert.Equal(expected.GetProperty("dtype").GetString(), NumpyName(dataset.ElementType));
        string layout = dataset.Chunk is null ? "contiguous" : $"chunked [{string.Join(", ", dataset.Chunk)}]";
        Assert.Equal(expected.GetProperty("layout").GetString(), layout);
        string[] filters = [.. dataset.Filters.Select(f => f switch { Hdf5Filter.Deflate => "gzip", Hdf5Filter.Shuffle => "shuffle", Hdf5Filter.Fletcher32 => "fletcher32", _ => f.ToString() })];
        Assert.Equal(expected.GetProperty("filters").EnumerateArray().Select(f => f.GetString()!).Order(StringComparer.Ordinal), filters.Order(StringComparer.Ordinal));
        if (dataset.ElementType.Kind == Hdf5ElementKind.String)
        {
            Assert.Equal(expected.GetProperty("values").EnumerateArray().Select(v => v.GetString()!), dataset.ReadStrings());
            return;
        }
        double[] values = dataset.ReadAll<double>();
        if (expected.TryGetProperty("sum", out JsonElement sum)) Closeness.Check(dataset.Path, [sum.GetDouble()], [values.Sum()], 1e-12, 1e-9); // order of summation differs
        if (expected.TryGetProperty("values", out JsonElement all)) Assert.Equal(Numbers(all), values);
        if (expected.TryGetProperty("first5", out JsonElement first)) Assert.Equal(Numbers(first), values[..5]);
        if (expected.TryGetProperty("last5", out JsonElement last)) Assert.Equal(Numbers(last), values[^5..]);
    }

    private static IEnumerable<double> Numbers(JsonElement list) =>
        list.EnumerateArray().Select(v => v.ValueKind switch { JsonValueKind.True => 1.0, JsonValueKind.False => 0.0, _ => v.GetDouble() });

    private static string NumpyName(Hdf5ElementType type) => type switch
    {
        { Kind: Hdf5ElementKind.String, VariableLength: true } => "object",
        { Kind: Hdf5ElementKind.String } => $"|S{type.Size}",
        { Kind: Hdf5ElementKind.Integer, BigEndian: true } => $">i{type.Size}",
        _ => type.ToString(),
    };
}
