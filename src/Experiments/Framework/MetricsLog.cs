using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Neuron.Experiments;

/// <summary>The measurements of a run as they come: <c>{"part":"…","step":3,"loss":0.51}</c>, a line each.</summary>
internal sealed class MetricsLog : IDisposable
{
    private readonly string _path;
    private readonly string _tensorBoard;
    private readonly Dictionary<string, TensorBoardWriter> _events = [];
    private StreamWriter _writer;

    /// <summary>Opens the log of <paramref name="folder"/> for appending; a line that a killed run left unfinished is dropped.</summary>
    public MetricsLog(RunFolder folder)
    {
        _path = folder.MetricsPath;
        _tensorBoard = folder.TensorBoardPath;
        if (File.Exists(_path)) Keep(_ => true);
        _writer = Open();
    }

    /// <summary>Appends one line and flushes it.</summary>
    public void Write(string part, long step, params ReadOnlySpan<(string Name, double Value)> values)
    {
        var json = new JsonObject { ["part"] = part, ["step"] = step };
        foreach (var (name, value) in values) json[name] = JsonSerializer.SerializeToNode(value, RunJson.Line);
        _writer.WriteLine(json.ToJsonString(RunJson.Line));
        _writer.Flush();
        if (!_events.TryGetValue(part, out var events))
            _events[part] = events = new(Path.Combine(_tensorBoard, part.Replace('/', '-').Replace(' ', '-')));
        foreach (var (name, value) in values) events.Write(step, name, value);
    }

    /// <summary>Forgets what <paramref name="part"/> measured after <paramref name="step"/>, because it starts again from there.</summary>
    public void Rewind(string part, long step)
    {
        _writer.Dispose();
        Keep(line => (string?)line["part"] != part || (long?)line["step"] <= step);
        _writer = Open();
    }

    /// <summary>All lines of a log; a line that is not a JSON object is skipped.</summary>
    public static IEnumerable<JsonObject> Read(string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            JsonObject? json = null;
            try
            {
                json = JsonNode.Parse(line) as JsonObject;
            }
            catch (JsonException)
            {
                // the last line of a run that was killed while it wrote
            }
            if (json is not null) yield return json;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        foreach (var events in _events.Values) events.Dispose();
    }

    private StreamWriter Open() => new(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read), new UTF8Encoding(false));

    private void Keep(Func<JsonObject, bool> keep)
    {
        var kept = new StringBuilder();
        foreach (var line in Read(_path).Where(keep)) kept.Append(line.ToJsonString(RunJson.Line)).Append('\n');
        AtomicFile.WriteText(_path, kept.ToString());
    }
}
