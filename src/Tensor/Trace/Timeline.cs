using System.Diagnostics;
using System.Text.Json;

namespace Neuron;

/// <summary>Writes events in the JSON form of Chrome's trace viewer. The file is valid at any moment up to its closing bracket, which viewers do without.</summary>
internal sealed class Timeline(string file) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(file) { AutoFlush = false };
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _begun, _closed;

    public void Add(string name, string path, long started, long ended)
    {
        var (at, length) = (Microseconds(_start, started), Microseconds(started, ended));
        string label = JsonSerializer.Serialize(path.Length > 0 ? $"{path} {name}" : name, TimelineJson.Default.String);
        lock (_lock)
        {
            _writer.Write(_begun ? ",\n" : "[\n");
            _writer.Write(FormattableString.Invariant(
                $"{{\"name\":{label},\"ph\":\"X\",\"pid\":1,\"tid\":{Environment.CurrentManagedThreadId},\"ts\":{at:f1},\"dur\":{length:f1}}}"));
            if (!_begun) AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
            _begun = true;
        }
    }

    private static double Microseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMicroseconds;

    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed || !_begun) return;
            _closed = true;
            _writer.Write("\n]\n");
            _writer.Dispose();
        }
    }
}
