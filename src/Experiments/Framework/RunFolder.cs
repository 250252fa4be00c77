using System.Text;
using System.Text.Json;

namespace Neuron.Experiments;

/// <summary>The folder in which a run leaves everything that it made.</summary>
/// <remarks>config.json · metrics.jsonl · parts/ (finished parts) · checkpoints/ · tensorboard/ · summary.json · report.html</remarks>
internal sealed class RunFolder(string path)
{
    /// <summary>Absolute path of the folder.</summary>
    public string Root { get; } = Path.GetFullPath(path);

    /// <summary>Settings of the run.</summary>
    public string ConfigPath => Path.Combine(Root, "config.json");
    /// <summary>One JSON object a line: part, step, and measured values.</summary>
    public string MetricsPath => Path.Combine(Root, "metrics.jsonl");
    /// <summary>What was found; there only once the run has finished.</summary>
    public string SummaryPath => Path.Combine(Root, "summary.json");
    /// <summary>The page for people.</summary>
    public string ReportPath => Path.Combine(Root, "report.html");
    /// <summary>Event files, one folder a part.</summary>
    public string TensorBoardPath => Path.Combine(Root, "tensorboard");

    /// <summary>Checkpoints of one part.</summary>
    public string CheckpointPath(string part) => Path.Combine(Root, "checkpoints", FileName(part));
    /// <summary>Where a training of a part keeps what it needs to go on after it was stopped.</summary>
    public string TrainingPath(string part, string training = "training") => Path.Combine(CheckpointPath(part), training + ".safetensors");
    /// <summary>The stored outcome of one finished part.</summary>
    public string PartPath(string part) => Path.Combine(Root, "parts", FileName(part) + ".json");

    /// <summary>Whether a run has finished here.</summary>
    public bool Finished => File.Exists(SummaryPath);

    /// <summary>The settings with which the folder was made.</summary>
    /// <exception cref="InvalidDataException">config.json is missing or unreadable.</exception>
    public RunSettings ReadSettings() => File.Exists(ConfigPath)
        ? RunSettings.Parse(File.ReadAllText(ConfigPath), ConfigPath)
        : throw new InvalidDataException($"{Root}: not a run folder, it has no config.json.");

    /// <summary>The record of the finished run.</summary>
    /// <exception cref="InvalidDataException">summary.json is missing or unreadable.</exception>
    public RunRecord ReadRecord()
    {
        if (!Finished) throw new InvalidDataException($"{Root}: no finished run here, summary.json is missing.");
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(SummaryPath), RunJson.Options)
                ?? throw new InvalidDataException($"{SummaryPath}: the file holds null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"{SummaryPath}: not a run summary: {e.Message}", e);
        }
    }

    /// <summary>The settings; null where config.json cannot be read, as in a folder that something else has spoilt.</summary>
    public RunSettings? TryReadSettings() => Try(ReadSettings, _ => { });

    /// <summary>The finished runs under <paramref name="root"/>, oldest first; those whose record cannot be read are told and left out.</summary>
    public static IEnumerable<(RunFolder Folder, RunRecord Record)> FinishedUnder(string root, Action<string> unreadable) =>
        from folder in Under(root)
        where folder.Finished
        let record = Try(folder.ReadRecord, unreadable)
        where record is not null
        select (folder, record);

    private static T? Try<T>(Func<T> read, Action<string> unreadable) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            unreadable(e.Message);
            return null;
        }
    }

    /// <summary>Writes report.html.</summary>
    public void WriteReport(RunRecord record) => AtomicFile.WriteText(ReportPath, Report.HtmlReport.Write(record));

    /// <summary>Writes summary.json and report.html.</summary>
    public void WriteRecord(RunRecord record)
    {
        WriteReport(record);
        AtomicFile.WriteText(SummaryPath, JsonSerializer.Serialize(record, RunJson.Options)); // last: its presence means finished
    }

    /// <summary>All run folders under <paramref name="root"/>, oldest first.</summary>
    public static IEnumerable<RunFolder> Under(string root) => !Directory.Exists(root) ? []
        : Directory.EnumerateFiles(root, "config.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 6 })
            .OrderBy(File.GetLastWriteTimeUtc).ThenBy(p => p, StringComparer.Ordinal)
            .Select(p => new RunFolder(Path.GetDirectoryName(p)!));

    private static string FileName(string part)
    {
        var name = new StringBuilder(part.Length);
        foreach (char c in part) name.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '-');
        return name.ToString();
    }
}
