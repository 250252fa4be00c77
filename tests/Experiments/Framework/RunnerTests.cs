using Neuron.Experiments;
using Neuron.Experiments.Report;

namespace Neuron.Tests.Experiments.Framework;

public sealed class RunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal sealed record CountConfig : ExperimentConfig
    {
        public int Parts { get; init => field = AtLeast(1, value); } = 4;
        public int StopAfter { get; init; } = -1;
    }

    internal sealed record PartOutcome(double Value);

    /// <summary>Adds up numbers, one a part; stops itself once, after the part that its configuration names.</summary>
    internal sealed class Counting : IExperiment<CountConfig>
    {
        public static List<int> Ran { get; } = [];
        public static Action? Stop { get; set; }
        public static string? SawData { get; private set; }
        public static string Name => "test/counting";
        public static string Reproduces => "nothing";
        public static CountConfig At(Preset preset) => new();

        public static Summary Run(CountConfig config, RunContext run)
        {
            double sum = 0;
            SawData = run.Data.Root;
            for (int i = 0; i < config.Parts; i++)
            {
                sum += run.Part($"part {i}", () =>
                {
                    run.Rewind($"part {i}", -1);
                    Ran.Add(i);
                    run.Record($"part {i}", 0, ("value", i));
                    return new PartOutcome(i);
                }).Value;
                if (i == config.StopAfter) Stop?.Invoke();
                run.Report((i + 1.0) / config.Parts, $"part {i}");
            }
            return new($"The sum is {sum}.", [new("sum", "value", SampleMean.Of(sum), new(6))], [new("Curve", "", [new LineChart("c", "", "x", "y", [new("s", [0, 1], [0, sum])])])]);
        }
    }

    private sealed class NoProgress : IProgressDisplay
    {
        public void Show(double fraction, string doing) => Assert.InRange(fraction, 0, 1);
        public void End() { }
    }

    private static readonly ExperimentEntry s_entry = ExperimentEntry.Of<Counting, CountConfig>();

    private RunRequest Request(bool resume, params KeyValuePair<string, string>[] settings) =>
        new(Counting.Name, Preset.Smoke, "auto", 3, settings, new(null), _folder["run"], resume);

    private static RunRecord Run(RunRequest request, CancellationToken cancellation = default) =>
        Runner.Run(s_entry, request, Runner.Prepare(s_entry, request), new NoProgress(), cancellation);

    [Fact]
    public void A_stopped_run_resumes_and_runs_no_part_twice()
    {
        Counting.Ran.Clear();
        using var stop = new CancellationTokenSource();
        Counting.Stop = stop.Cancel;
        var first = Request(resume: false, KeyValuePair.Create("stopAfter", "1"));
        var stopped = Assert.Throws<OperationCanceledException>(() => Run(first, stop.Token));
        Assert.Contains($"neuron run test/counting --resume --out {_folder["run"]}", stopped.Message, StringComparison.Ordinal);
        Assert.Equal([0, 1], Counting.Ran);

        Counting.Stop = null;
        RunRecord record = Run(Request(resume: true));
        Assert.Equal([0, 1, 2, 3], Counting.Ran);
        Assert.Equal("Smoke size, too small to show an effect. The sum is 6.", record.Summary.Finding);
        Assert.Equal(3, record.Seed);
        Assert.Equal("1", Assert.Single(record.Changed, p => p.Key == "stopAfter").Value);
        var folder = new RunFolder(_folder["run"]);
        Assert.Equal(4, MetricsLog.Read(folder.MetricsPath).Count());
        Assert.Contains("The sum is 6.", File.ReadAllText(folder.ReportPath), StringComparison.Ordinal);
        Assert.Equal(record.Summary.Finding, folder.ReadRecord().Summary.Finding);
        Assert.Empty(Directory.GetFiles(folder.Root, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_resumed_run_keeps_its_data_and_its_device()
    {
        Directory.CreateDirectory(_folder["mnist"]);
        Directory.CreateDirectory(_folder["other"]);
        using var stop = new CancellationTokenSource();
        Counting.Stop = stop.Cancel;
        var first = Request(resume: false, KeyValuePair.Create("stopAfter", "0")) with { Data = new(_folder["mnist"]) };
        Assert.EndsWith($"--out {_folder["run"]} --data {_folder["mnist"]}", Assert.Throws<OperationCanceledException>(() => Run(first, stop.Token)).Message, StringComparison.Ordinal);
        Counting.Stop = null;
        RunRequest again = Request(resume: true);
        Assert.Contains($"was started with the data in {_folder["mnist"]}, not with {_folder["other"]}",
            Assert.Throws<UsageException>(() => Run(again with { Data = new(_folder["other"]) })).Message, StringComparison.Ordinal);
        var folder = new RunFolder(_folder["run"]);
        RunSettings settings = folder.ReadSettings();
        File.WriteAllText(folder.ConfigPath, (settings with { Device = "opencl:7" }).ToJson());
        Assert.Contains("was started on opencl:7, not on cpu", Assert.Throws<UsageException>(() => Run(again with { Device = "cpu" })).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.ConfigPath, settings.ToJson());
        Run(again with { Data = new(_folder["other"], isFromEnvironment: true) });
        Assert.Equal(_folder["mnist"], Counting.SawData);
    }

    [Fact]
    public void A_run_without_data_stays_without_and_an_old_folder_takes_what_is_given()
    {
        Directory.CreateDirectory(_folder["mnist"]);
        Counting.Stop = null;
        Run(Request(resume: false));
        var folder = new RunFolder(_folder["run"]);
        File.Delete(folder.SummaryPath);
        RunRequest again = Request(resume: true) with { Data = new(_folder["mnist"]) };
        Assert.Contains("was started with no data folder", Assert.Throws<UsageException>(() => Run(again)).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.ConfigPath, (folder.ReadSettings() with { Data = null }).ToJson()); // as folders were before they named their data
        Run(again);
        Assert.Equal(_folder["mnist"], Counting.SawData);
    }

    [Fact]
    public void Taken_finished_and_differing_folders_are_refused()
    {
        Run(Request(resume: false, KeyValuePair.Create("parts", "2")));
        Assert.Contains("already holds a run", Assert.Throws<UsageException>(() => Run(Request(resume: false))).Message, StringComparison.Ordinal);
        Assert.Contains("the run has finished", Assert.Throws<UsageException>(() => Run(Request(resume: true))).Message, StringComparison.Ordinal);
        File.Delete(new RunFolder(_folder["run"]).SummaryPath);
        Assert.Contains("was started with parts = 2, not 3",
            Assert.Throws<UsageException>(() => Run(Request(resume: true, KeyValuePair.Create("parts", "3")))).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'cpu'?",
            Assert.Throws<UsageException>(() => Run(Request(resume: false) with { Device = "cpx", Output = _folder["other"] })).Message, StringComparison.Ordinal);
        Assert.Contains("not a run folder", Assert.Throws<InvalidDataException>(() => Run(Request(resume: true) with { Output = _folder["none"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_run_keeps_its_preset_and_its_seed()
    {
        Counting.Stop = null;
        Run(Request(resume: false, KeyValuePair.Create("parts", "2")));
        var folder = new RunFolder(_folder["run"]);
        RunRequest again = Request(resume: true);
        foreach (RunRequest equal in new[] { again, again with { Preset = null, Seed = null }, Request(resume: true, KeyValuePair.Create("parts", "2")) })
        {
            File.Delete(folder.SummaryPath);
            RunRecord record = Run(equal);
            Assert.Equal((Preset.Smoke, 3, "2"), (record.Preset, record.Seed, record.Config["parts"]));
        }
        File.Delete(folder.SummaryPath);
        Assert.Equal($"{folder.Root} was started with preset smoke, not paper; a resumed run keeps its preset. Leave --preset out, or start a new run without --resume.",
            Assert.Throws<UsageException>(() => Run(again with { Preset = Preset.Paper })).Message);
        Assert.Equal($"{folder.Root} was started with seed 3, not 0; a resumed run keeps its seed. Leave --seed out, or start a new run without --resume.",
            Assert.Throws<UsageException>(() => Run(again with { Seed = 0 })).Message);
    }

    [Fact]
    public void A_broken_part_or_summary_is_named()
    {
        Counting.Stop = null;
        Run(Request(resume: false));
        var folder = new RunFolder(_folder["run"]);
        File.WriteAllText(folder.SummaryPath, "{");
        Assert.Contains("not a run summary", Assert.Throws<InvalidDataException>(folder.ReadRecord).Message, StringComparison.Ordinal);
        File.Delete(folder.SummaryPath);
        File.WriteAllText(folder.PartPath("part 2"), "{\"value\":");
        Assert.Contains("Delete the file to run the part again", Assert.Throws<InvalidDataException>(() => Run(Request(resume: true))).Message, StringComparison.Ordinal);
    }
}
