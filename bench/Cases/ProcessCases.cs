using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Neuron.Bench.Peers;

namespace Neuron.Bench.Cases;

/// <summary>Start-up time and peak memory: each measurement is a process of its own.</summary>
internal static class ProcessCases
{
    private const int Steps = 5;

    public static IReadOnlyList<string> Groups { get; } = ["start", "memory"];

    public static IEnumerable<ProcessCase> All()
    {
        var mlp = StepCases.All().First();
        yield return new("start", "first trained MLP step, against import torch", "s",
            () => Seconds(Ourselves("first-step", mlp.Name)), () => Seconds(new(PeerProcess.Python, ["-c", "import torch"])), 5, 7);
        foreach (var step in StepCases.All())
            yield return new("memory", step.Name, "MiB", () => OurPeak(step.Name), () => TheirPeak(step.Op), MemoryTarget(step.Name), 1);
    }

    /// <summary>The child's side of the start: one step, and no more.</summary>
    public static int TrainOnce(string name)
    {
        StepCases.All().First(c => c.Name == name).Ours()();
        return 0;
    }

    /// <summary>The child's side of memory: trains some steps and prints the most bytes that it ever had resident.</summary>
    public static int Train(string name, string steps)
    {
        var step = StepCases.All().First(c => c.Name == name).Ours();
        for (int i = 0; i < int.Parse(steps, CultureInfo.InvariantCulture); i++) step();
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64);
        return 0;
    }

    private static double MemoryTarget(string name) =>
        name.StartsWith("GPT", StringComparison.Ordinal) ? 1.17 : name.Contains("shape", StringComparison.Ordinal) ? 1.33 : 2;

    private static double OurPeak(string name)
    {
        var start = Ourselves("step", name, $"{Steps}");
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.TryParse(text, CultureInfo.InvariantCulture, out long bytes) ? bytes / 1048576.0 : double.NaN;
    }

    private static double TheirPeak(JsonObject op)
    {
        using var peer = PeerProcess.Start("torch", Environment.ProcessorCount, out _, keepsMemory: false);
        if (peer is null || peer.Prepare(op).Error is not null) return double.NaN;
        peer.Run(Steps - 2); // preparing ran two
        return peer.PeakBytes() / 1048576.0;
    }

    private static double Seconds(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        long begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(begin).TotalSeconds : double.NaN;
    }

    private static ProcessStartInfo Ourselves(params string[] arguments) =>
        new(Environment.ProcessPath!, Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Path.Combine(AppContext.BaseDirectory, "Neuron.Bench.dll"), .. arguments] : arguments);
}
