using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Gpu;

namespace Neuron.Bench.Peers;

/// <summary>Measures rows, ours and theirs in turn, prints a table and writes JSON.</summary>
internal sealed class PeerRun(bool quick, string output)
{
    private readonly Dictionary<(string Peer, int Threads), PeerProcess?> _peers = [];
    private readonly SortedSet<string> _missing = [], _labels = [];
    private readonly JsonArray _rows = [];

    private int Windows => quick ? 7 : 9;

    private double WarmUpSeconds => quick ? 0.3 : 0.6;

    private double WindowSeconds => quick ? 0.05 : 0.15;

    public int All(PeerCase[] cases, ProcessCase[] processes, int[] threadCounts)
    {
        int before = WorkerPool.Threads;
        try
        {
            foreach (int threads in cases.Length > 0 ? threadCounts : [])
            {
                WorkerPool.Threads = threads;
                var (peak, peakDouble, stream) = Limits(threads);
                Console.WriteLine($"{"",-10}{"row",-44}{"ours ms",10}{"best ms",10}  {"best peer",-26}{"ratio",7}{"target",8}{"of floor",10}");
                foreach (var row in cases) One(row, threads, row.IsDouble ? peakDouble : peak, stream);
            }
        }
        finally
        {
            WorkerPool.Threads = before;
            foreach (var peer in _peers.Values) peer?.Dispose();
        }
        if (processes.Length > 0) Console.WriteLine($"{"processes",-10}{"",-44}{"ours",10}{"theirs",10}  {"unit",-26}{"ratio",7}{"target",8}");
        foreach (var row in processes) Processes(row);
        foreach (string problem in _missing) Console.Error.WriteLine($"missing: {problem}");
        if (_missing.Count > 0)
            Console.Error.WriteLine($"install them with: apt-get install {string.Join(' ', _peers.Where(p => p.Value is null).SelectMany(p => PeerProcess.Packages[p.Key.Peer].Split(' ')).Distinct())}");
        Write();
        return 0;
    }

    /// <summary>Of the CPU on that many threads, or of the default device.</summary>
    private static (double Single, double Double, double Stream) Limits(int threads)
    {
        if (Device.Default != Device.Cpu)
        {
            var accelerator = Accelerators.For(Device.Default);
            var peak = DevicePeak.Measure(accelerator);
            Console.WriteLine(Invariant($"{accelerator}: {peak.GigaFlops:f0} GFLOP/s float32, copy {peak.GigaBytes:f1} GB/s"));
            return (peak.GigaFlops * 1e9, double.NaN, peak.GigaBytes * 1e9);
        }
        double single = MachineLimits.PeakFlops<float>(threads), both = MachineLimits.PeakFlops<double>(threads), stream = MachineLimits.StreamBytes(threads);
        Console.WriteLine(Invariant($"{threads} thread{(threads > 1 ? "s" : "")}: {single / 1e9:f0} GFLOP/s float32, {both / 1e9:f0} float64, triad {stream / 1e9:f1} GB/s"));
        return (single, both, stream);
    }

    private void One(PeerCase row, int threads, double peak, double stream)
    {
        var ours = Engine(row, threads);
        var contestants = new List<Contestant> { ours };
        foreach (string name in row.Peers.Where(RunsThere))
        {
            if (Peer(name, threads) is not { } peer) continue;
            var (once, error) = peer.Prepare(row.Op);
            if (error is not null) Console.Error.WriteLine($"{row.Name}: {peer.Label}: {error}");
            else contestants.Add(new(peer.Label, threads, WindowSeconds, once, peer.Run));
        }
        // in turn, so that whatever changes on the machine meets all of them
        long start = Stopwatch.GetTimestamp();
        double patience = quick ? 8 : 25;
        int windows = row.IsLong ? 1 : Windows;
        for (int i = 0; i < windows || (contestants.Any(c => c.Calm < windows) && Stopwatch.GetElapsedTime(start).TotalSeconds < patience); i++)
            foreach (var contestant in contestants) contestant.Measure();
        Report(row, threads, contestants, peak, stream);
    }

    private void Processes(ProcessCase row)
    {
        var pairs = Enumerable.Range(0, row.Runs).Select(_ => (Ours: row.Ours(), Theirs: row.Theirs())).ToArray();
        double ours = pairs.Select(p => p.Ours).Order().ElementAt(row.Runs / 2), theirs = pairs.Select(p => p.Theirs).Order().ElementAt(row.Runs / 2);
        double ratio = theirs / ours;
        bool isBelow = ratio < row.Target;
        Console.WriteLine(Invariant($"{row.Group,-10}{row.Name,-44}{ours,10:f2}{theirs,10:f2}  {row.Unit,-26}{ratio,7:f2}{row.Target,8:f2}{(isBelow ? "  below target" : "")}"));
        _rows.Add(new JsonObject
        {
            ["group"] = row.Group, ["name"] = row.Name, ["unit"] = row.Unit, ["ours"] = double.IsNaN(ours) ? null : ours, ["theirs"] = double.IsNaN(theirs) ? null : theirs,
            ["ratio"] = double.IsNaN(ratio) ? null : Math.Round(ratio, 4), ["target"] = row.Target, ["below_target"] = isBelow, ["runs"] = row.Runs,
        });
    }

    private Contestant Engine(PeerCase row, int threads)
    {
        var work = row.Ours();
        // long enough for the JIT's second tier; a device is waited for, or the first measurement would be of all that is queued
        long warm = Stopwatch.GetTimestamp();
        for (int i = 0; i < (row.IsLong ? 1 : 3) || Stopwatch.GetElapsedTime(warm).TotalSeconds < WarmUpSeconds; i++)
        {
            work();
            Timing.Wait();
        }
        double once = Timing.Of(work, 1).Wall;
        return new("Neuron", threads, WindowSeconds, once, reps => Timing.Of(work, reps));
    }

    /// <summary>On a device PyTorch alone is compared with, and on CUDA's.</summary>
    private static bool RunsThere(string peer) => Device.Default == Device.Cpu || (Device.Default.Kind == "cuda" && peer == "torch");

    private PeerProcess? Peer(string name, int threads)
    {
        if (_peers.TryGetValue((name, threads), out var known)) return known;
        var peer = PeerProcess.Start(name, threads, out string? problem, device: Device.Default.ToString());
        if (problem is not null) _missing.Add($"{problem} (Debian: {PeerProcess.Packages[name]})");
        if (peer is not null) _labels.Add(peer.Label);
        return _peers[(name, threads)] = peer;
    }

    private void Report(PeerCase row, int threads, List<Contestant> contestants, double peak, double stream)
    {
        var (seconds, disturbed) = contestants[0].Result;
        double floor = row.OnTensorCores ? 0 : Math.Max(row.Flops / peak, row.Bytes / stream);
        var best = contestants.Skip(1).OrderBy(c => c.Result.Seconds).FirstOrDefault();
        double ratio = best is null ? double.NaN : best.Result.Seconds / seconds, target = Device.Default != Device.Cpu ? 0 : threads == 1 ? row.Target.One : row.Target.Two;
        bool doubtful = disturbed || (best?.Result.Disturbed ?? false);
        string verdict = best is not null && target > 0 && ratio < target ? "  below target" : "";
        Console.WriteLine(Invariant(
            $"{row.Group,-10}{row.Name,-44}{seconds * 1e3,10:f3}{best?.Result.Seconds * 1e3,10:f3}  {best?.Label ?? "-",-26}{ratio,7:f2}{(target > 0 ? target.ToString("f2", CultureInfo.InvariantCulture) : ""),8}{(floor > 0 ? (floor / seconds).ToString("p0", CultureInfo.InvariantCulture) : ""),10}{verdict}{(doubtful ? "  (disturbed)" : "")}"));
        var times = new JsonObject();
        foreach (var c in contestants)
            times[c.Label] = new JsonObject { ["median_s"] = c.Result.Seconds, ["disturbed"] = c.Result.Disturbed, ["windows"] = c.Windows.Count, ["calm"] = c.Calm, ["others"] = Math.Round(c.Windows.Average(w => w.Others), 3) };
        _rows.Add(new JsonObject
        {
            ["group"] = row.Group, ["name"] = row.Name, ["threads"] = threads, ["best_peer"] = best?.Label,
            ["ratio"] = double.IsNaN(ratio) ? null : Math.Round(ratio, 4), ["target"] = target > 0 ? target : null, ["below_target"] = verdict.Length > 0,
            ["of_floor"] = floor > 0 ? Math.Round(floor / seconds, 4) : null, ["peak_gflops"] = Math.Round(peak / 1e9, 1), ["triad_gbps"] = Math.Round(stream / 1e9, 2), ["times"] = times,
        });
    }

    private void Write()
    {
        var report = new JsonObject
        {
            ["when"] = DateTime.UtcNow.ToString("u", CultureInfo.InvariantCulture), ["commit"] = Commit(), ["machine"] = Processor(), ["cores"] = Environment.ProcessorCount,
            ["device"] = Device.Default == Device.Cpu ? null : Accelerators.For(Device.Default).ToString(),
            ["runtime"] = RuntimeInformation.FrameworkDescription, ["os"] = RuntimeInformation.OSDescription, ["quick"] = quick,
            ["peers"] = new JsonArray([.. _labels.Select(l => (JsonNode)l)]), ["missing"] = new JsonArray([.. _missing.Select(m => (JsonNode)m)]), ["rows"] = _rows,
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        File.WriteAllText(output, report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        Console.WriteLine($"written: {output}");
    }

    internal static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() : RuntimeInformation.ProcessArchitecture.ToString();

    internal static string? Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "--short", "HEAD"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            return git?.StandardOutput.ReadLine();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
