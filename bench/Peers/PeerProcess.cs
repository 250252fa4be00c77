using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Neuron.Bench.Peers;

/// <summary>A peer library in a process of its own, kept alive between measurements.</summary>
internal sealed class PeerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;

    private PeerProcess(Process process, string label) => (_process, Label) = (process, label);

    /// <summary>Library and version.</summary>
    public string Label { get; }

    /// <summary>Debian packages that hold the peers.</summary>
    public static IReadOnlyDictionary<string, string> Packages { get; } = new Dictionary<string, string>
    {
        ["openblas"] = "libopenblas0-pthread python3-numpy",
        ["blis"] = "libblis4-pthread python3-numpy",
        ["onednn"] = "libdnnl2 python3-numpy",
        ["torch"] = "python3-torch python3-numpy",
        ["scipy"] = "python3-scipy python3-sklearn python3-numpy",
        ["h5py"] = "python3-h5py python3-numpy",
    };

    /// <summary>The distribution's own interpreter, which sees its packages.</summary>
    public static string Python => Environment.GetEnvironmentVariable("PEER_PYTHON") ?? (File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3");

    /// <summary>Starts a peer, or says why it cannot; <paramref name="keepsMemory"/> has its allocator keep what it freed, which is faster and larger.</summary>
    public static PeerProcess? Start(string peer, int threads, out string? problem, bool keepsMemory = true, string device = "cpu")
    {
        string python = Python;
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peers", "driver.py"), peer, threads.ToString(System.Globalization.CultureInfo.InvariantCulture), device])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (string variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"]) start.Environment[variable] = $"{threads}";
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE"; // a waiting pool must not take the core from whom it is compared with
        if (keepsMemory)
        {
            start.Environment["MALLOC_MMAP_THRESHOLD_"] = "8589934592";
            start.Environment["MALLOC_TRIM_THRESHOLD_"] = "17179869184";
            start.Environment["MALLOC_TOP_PAD_"] = "268435456";
        }
        try
        {
            var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            if (Read(process) is { } hello && (string?)hello["label"] is { } label)
            {
                problem = null;
                return new PeerProcess(process, label);
            }
            string said = process.WaitForExit(2000) && errors.IsCompleted ? errors.Result.Trim().Split('\n')[^1] : "no answer";
            problem = $"{peer}: {said}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            problem = $"{peer}: {python}: {e.Message}";
        }
        return null;
    }

    /// <summary>Builds the operands; seconds of one run, or an error.</summary>
    public (double Once, string? Error) Prepare(JsonObject op)
    {
        var request = (JsonObject)op.DeepClone();
        request["cmd"] = "prepare";
        var answer = Ask(request);
        return answer?["once"] is { } once ? ((double)once, null) : (double.NaN, (string?)answer?["error"] ?? "no answer");
    }

    /// <summary>Wall and CPU seconds of some runs.</summary>
    public (double Wall, double Cpu) Run(int reps)
    {
        var answer = Ask(new JsonObject { ["cmd"] = "run", ["reps"] = reps })
            ?? throw new InvalidOperationException($"{Label}: the process ended during a measurement.");
        return answer["wall"] is { } wall ? ((double)wall, (double)answer["cpu"]!) : throw new InvalidOperationException($"{Label}: {answer["error"]}");
    }

    /// <summary>The most bytes that the process ever had resident.</summary>
    public long PeakBytes() => (long)(Ask(new JsonObject { ["cmd"] = "peak" })?["bytes"] ?? 0);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private JsonNode? Ask(JsonObject request)
    {
        _process.StandardInput.WriteLine(request.ToJsonString());
        _process.StandardInput.Flush();
        return Read(_process);
    }

    private static JsonNode? Read(Process process)
    {
        var line = process.StandardOutput.ReadLineAsync();
        return line.Wait(s_patience) && line.Result is { } text ? JsonNode.Parse(text) : null;
    }
}
