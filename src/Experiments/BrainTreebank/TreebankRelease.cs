using System.Text.Json;
using System.Text.RegularExpressions;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>A session of the release: subject number and trial number (which need not be consecutive).</summary>
internal readonly record struct TreebankSession(int Subject, int Trial)
{
    /// <summary>"sub_6".</summary>
    public string SubjectName => $"sub_{Subject}";

    /// <summary>"sub_6_trial004".</summary>
    public override string ToString() => $"sub_{Subject}_trial{Trial:000}";
}

/// <summary>The folder of the Brain Treebank release: which file is where, with the variants that copies of it have.</summary>
internal sealed partial class TreebankRelease
{
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public TreebankRelease(string root)
    {
        if (!Directory.Exists(root)) throw new DirectoryNotFoundException($"{root}: no such folder.");
        Root = Path.GetFullPath(root);
    }

    /// <summary>The release of a data folder, in it or in its subfolder braintreebank; null where neither has recordings.</summary>
    public static TreebankRelease? In(string root) => ((string[])[root, Path.Combine(root, "braintreebank")])
        .Where(Directory.Exists).Select(folder => new TreebankRelease(folder)).FirstOrDefault(release => release.Sessions.Count > 0);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The sessions whose recording is there, in order.</summary>
    public IReadOnlyList<TreebankSession> Sessions =>
    [
        .. new[] { Root, Path.Combine(Root, "all_subject_data") }.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries)
            .Select(p => RecordingName().Match(Path.GetFileName(p))).Where(m => m.Success)
            .Select(m => new TreebankSession(int.Parse(m.Groups[1].ValueSpan, null), int.Parse(m.Groups[2].ValueSpan, null)))
            .Distinct().OrderBy(s => s.Subject).ThenBy(s => s.Trial),
    ];

    /// <summary>The recording: in the root or in all_subject_data, itself or inside a folder of the same name.</summary>
    /// <exception cref="FileNotFoundException">It is at none of these places.</exception>
    public string Recording(TreebankSession session)
    {
        string name = $"{session}.h5";
        foreach (string folder in (string[])[Root, Path.Combine(Root, "all_subject_data")])
        {
            string path = Path.Combine(folder, name);
            if (Directory.Exists(path)) path = Path.Combine(path, name);
            if (File.Exists(path)) return path;
        }
        throw new FileNotFoundException($"{name} is neither in {Root} nor in its folder all_subject_data.", name);
    }

    /// <summary>The labels of a subject's channels in the order of the datasets.</summary>
    public IReadOnlyList<string> Labels(TreebankSession session) =>
        Strings(Require("electrode_labels", session.SubjectName, "electrode_labels.json"), root => root);

    /// <summary>The selections of a subject's channels.</summary>
    public ElectrodeSelection Electrodes(TreebankSession session, LabelRule rule = LabelRule.Neuroprobe) =>
        new(Labels(session), Corrupted(session), rule);

    /// <summary>The corrupted labels of a subject as written; empty where corrupted_elec.json has no entry.</summary>
    public IReadOnlyList<string> Corrupted(TreebankSession session)
    {
        string path = Require("corrupted_elec.json");
        return Strings(path, root => root.ValueKind != JsonValueKind.Object ? throw new InvalidDataException($"{path}: expected an object from subject to labels.")
            : root.TryGetProperty(session.SubjectName, out JsonElement list) ? list : default);
    }

    /// <summary>The identifier of the session's movie, which names its folder under transcripts.</summary>
    public string Movie(TreebankSession session)
    {
        string path = Require("subject_metadata", $"{session}_metadata.json");
        using JsonDocument document = Parse(path);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("filename", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? Text(name, path) : throw new InvalidDataException($"{path}: no text \"filename\", the movie's identifier.");
    }

    /// <summary>The session's triggers.</summary>
    public MovieClock Clock(TreebankSession session) => MovieClock.Read(Require("subject_timings", $"{session}_timings.csv"));

    /// <summary>The session's words.</summary>
    public WordTable Words(TreebankSession session, AlignmentRule rule = AlignmentRule.Nearest) =>
        WordTable.Read(Require("transcripts", Movie(session), "features.csv"), Clock(session), rule);

    /// <summary>Where the subject's contacts lie.</summary>
    public IReadOnlyDictionary<string, ContactPlace> Places(TreebankSession session, LabelRule rule = LabelRule.Neuroprobe) =>
        Localization.Read(Require("localization", session.SubjectName, "depth-wm.csv"), rule);

    private string Require(params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([Root, .. parts]);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path}: missing from the release.", path);
    }

    private static string[] Strings(string path, Func<JsonElement, JsonElement> choose)
    {
        using JsonDocument document = Parse(path);
        JsonElement list = choose(document.RootElement);
        if (list.ValueKind == JsonValueKind.Undefined) return [];
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
            throw new InvalidDataException($"{path}: expected a list of labels.");
        return [.. list.EnumerateArray().Select(e => Text(e, path))];
    }

    private static string Text(JsonElement element, string path)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException e) // bytes that are no UTF-8, or half of a surrogate pair
        {
            throw new InvalidDataException($"{path}: a text is not valid UTF-8.", e);
        }
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"^sub_(\d{1,4})_trial(\d{3})\.h5$")]
    private static partial Regex RecordingName();
}
