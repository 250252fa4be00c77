using System.Globalization;
using System.Text.Json.Nodes;
using Neuron.Bench.Cases;
using Neuron.Bench.Peers;
using Neuron.Experiments;
using Neuron.Experiments.Report;
using Neuron.Kernels.Cpu;

namespace Neuron.Bench.Growth;

/// <summary><c>growth</c>: the time of a training step as batch, width, depth and length grow, against its multiplications and additions.</summary>
internal static class GrowthCommand
{
    /// <summary>Once the work is large, twice the FLOPs take twice the time, within this share.</summary>
    private const double Tolerance = 0.1;

    private const int Windows = 9;

    // seconds that a step must take to count as large: below, what each step costs besides is still seen
    private const double LargeSeconds = 0.02, WindowSeconds = 0.1, PatienceSeconds = 20;

    /// <summary>Usage: growth [--out FOLDER].</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args.Length is not (0 or 2) || (args.Length == 2 && args[0] != "--out"))
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench -- growth [--out FOLDER]   (artifacts/bench)");
            return 2;
        }
        string folder = args.Length == 2 ? args[1] : "artifacts/bench";
        DateTimeOffset start = DateTimeOffset.UtcNow;
        double peak = MachineLimits.PeakFlops<float>(WorkerPool.Threads);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{WorkerPool.Threads} threads, {peak / 1e9:0} GFLOP/s"));
        Curve[] curves =
        [
            Measure("batch (MLP, 8 layers of 512)", [16, 32, 64, 128, 256, 512, 1024], n => StepCases.Mlp(n, Widths(512, 8))),
            Measure("width (MLP, 8 layers, batch 128)", [64, 128, 256, 512, 1024, 2048], n => StepCases.Mlp(128, Widths(n, 8))),
            Measure("depth (MLP, layers of 512, batch 128)", [1, 2, 4, 8, 16, 32], n => StepCases.Mlp(128, Widths(512, n))),
            Measure("length (language model, 2 layers of 256, batch 4)", [32, 64, 128, 256, 512, 1024], n => StepCases.LanguageModel(4, n, 256, 2, 8, 1000)),
        ];
        bool isLinear = curves.All(c => c.Steepest is null or <= 1 + Tolerance);
        Write(folder, curves, isLinear, peak, start);
        return isLinear ? 0 : 1;
    }

    private static int[] Widths(int width, int layers) => [width, .. Enumerable.Repeat(width, layers), 10];

    private static Curve Measure(string name, int[] sizes, Func<int, (Action Step, double Flops)> make)
    {
        List<Point> points = [];
        foreach (int size in sizes)
        {
            var (step, flops) = make(size);
            for (int i = 0; i < 3; i++) step();
            var (once, cpu) = Timing.Of(step, 1);
            var contestant = new Contestant("Neuron", WorkerPool.Threads, WindowSeconds, once, reps => Timing.Of(step, reps));
            DateTime begin = DateTime.UtcNow;
            for (int i = 0; i < Windows || (contestant.Calm < Windows && (DateTime.UtcNow - begin).TotalSeconds < PatienceSeconds); i++) contestant.Measure();
            points.Add(new(size, flops, contestant.Result.Seconds, contestant.Result.Disturbed));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-52}{size,6}{flops / 1e9,10:0.00} GFLOP{contestant.Result.Seconds * 1e3,10:0.00} ms{flops / contestant.Result.Seconds / 1e9,8:0} GFLOP/s{(contestant.Result.Disturbed ? "  (disturbed)" : "")}"));
        }
        var curve = new Curve(name, points);
        if (curve.Steepest is { } steepest)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-52}once large, time grows as at most {steepest:0.00} of the FLOPs{(steepest > 1 + Tolerance ? "  above 1.10" : "")}"));
        return curve;
    }

    private static void Write(string folder, Curve[] curves, bool isLinear, double peak, DateTimeOffset start)
    {
        Directory.CreateDirectory(folder);
        var json = new JsonObject
        {
            ["when"] = start.ToString("u", CultureInfo.InvariantCulture), ["commit"] = PeerRun.Commit(), ["machine"] = PeerRun.Processor(), ["threads"] = WorkerPool.Threads,
            ["peak_gflops"] = Math.Round(peak / 1e9, 1),
            ["curves"] = new JsonArray([.. curves.Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Name, ["steepest"] = c.Steepest is { } s ? Math.Round(s, 3) : null,
                ["points"] = new JsonArray([.. c.Points.Select(p => (JsonNode)new JsonObject { ["size"] = p.Size, ["gflop"] = Math.Round(p.Flops / 1e9, 4), ["ms"] = Math.Round(p.Seconds * 1e3, 4), ["disturbed"] = p.Disturbed })]),
            })]),
        };
        File.WriteAllText(Path.Combine(folder, "growth.json"), json.ToJsonString(new() { WriteIndented = true }));
        LineChart time = new("Time of a step", "Both axes are relative to the largest step of the curve; straight through 1 is linear.", "FLOPs, of the largest", "time, of the largest",
            [.. curves.Select(c => new Series(c.Name, [.. c.Points.Select(p => p.Flops / c.Points[^1].Flops)], [.. c.Points.Select(p => p.Seconds / c.Points[^1].Seconds)]))]);
        LineChart rate = new("Rate", $"Peak: {peak / 1e9:0} GFLOP/s", "FLOPs of a step, log10", "GFLOP/s",
            [.. curves.Select(c => new Series(c.Name, [.. c.Points.Select(p => Math.Log10(p.Flops))], [.. c.Points.Select(p => p.Flops / p.Seconds / 1e9)]))]);
        string finding = isLinear ? "Once large, the time of a step grows as its FLOPs, within a tenth." : "The time of a step grows faster than its FLOPs.";
        RunRecord run = new("bench growth", "cost of a step against its size", Preset.Small, 0, "cpu", PeerRun.Processor(), DateTimeOffset.UtcNow, (DateTimeOffset.UtcNow - start).TotalSeconds,
            new Dictionary<string, string>(), new Dictionary<string, string>(), new(finding, [], [new("Growth", "Forward, backward and Adam.", [time, rate])]));
        string path = Path.Combine(folder, "growth.html");
        File.WriteAllText(path, HtmlReport.Write(run));
        Console.WriteLine($"written: {path}");
    }

    private readonly record struct Point(int Size, double Flops, double Seconds, bool Disturbed);

    private sealed record Curve(string Name, List<Point> Points)
    {
        /// <summary>Between neighbours that are both large: the growth of the time over that of the FLOPs, the largest one.</summary>
        public double? Steepest
        {
            get
            {
                double[] ratios = [.. Points.Zip(Points.Skip(1)).Where(p => p.First.Seconds >= LargeSeconds).Select(p => p.Second.Seconds / p.First.Seconds / (p.Second.Flops / p.First.Flops))];
                return ratios.Length > 0 ? ratios.Max() : null;
            }
        }
    }
}
