using Neuron.Experiments;
using Neuron.Experiments.Commands;

namespace Neuron.Tests.Experiments.Commands;

public class NeuronCommandTests
{
    private static (int Code, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = NeuronCommand.Invoke(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public void First_page_lists_the_commands(params string[] arguments)
    {
        var (code, output, error) = Invoke(arguments);
        Assert.Equal(0, code);
        Assert.Equal("", error);
        Assert.StartsWith("Tensors, autograd and GPU kernels in C#", output, StringComparison.Ordinal);
        Assert.Contains("neuron run NAME [--preset smoke|small|paper]", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("list")]
    [InlineData("report")]
    [InlineData("devices")]
    [InlineData("check")]
    [InlineData("data")]
    [InlineData("kernel")]
    public void Every_command_has_a_page(string command)
    {
        var (code, output, _) = Invoke(command, "--help");
        Assert.Equal(0, code);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown command 'rum'. Did you mean 'run'?", "rum")]
    [InlineData("unknown option '--sede'. Did you mean '--seed'?", "run", "x", "--sede", "1")]
    [InlineData("There is no preset 'smal'. Did you mean 'small'?", "run", "x", "--preset", "smal")]
    [InlineData("--set depth: expected key=value.", "run", "x", "--set", "depth")]
    [InlineData("--data: there is no folder '/no/such'.", "run", "x", "--data", "/no/such")]
    [InlineData("There is no experiment 'x'.", "run", "x")]
    [InlineData("There is no paper 'x'.", "list", "x")]
    public void Wrong_usage_exits_2_and_names_the_nearest_choice(string message, params string[] arguments)
    {
        var (code, output, error) = Invoke(arguments);
        Assert.Equal(NeuronCommand.WrongUsage, code);
        Assert.Equal("", output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("was started with preset paper, not small", "--preset", "small")] // the default, but asked for
    [InlineData("was started with seed 3, not 0", "--preset", "paper", "--seed", "0")]
    [InlineData("was started with seeds = 3, not 7", "--seed", "3", "--set", "seeds=7")] // no preset given: that of the folder, as in the next
    [InlineData("There is no device 'cpx'.", "--device", "cpx")]
    public void A_resumed_run_differs_only_from_what_is_asked_for(string message, params string[] options)
    {
        using var folder = new TemporaryFolder();
        ExperimentEntry entry = Registry.Find("guidance/rnn-copy-paste");
        File.WriteAllText(folder["config.json"], new RunSettings(entry.Name, Preset.Paper, 3, "cpu", entry.Configure(Preset.Paper, [new("seeds", "3")])).ToJson());
        var (code, _, error) = Invoke(["run", entry.Name, "--resume", "--out", folder.Root, .. options]);
        Assert.Equal(NeuronCommand.WrongUsage, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_without_runs_fails_and_says_how_to_start_one()
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = Invoke("report", "--runs", folder.Root);
        Assert.Equal(NeuronCommand.Failed, code);
        Assert.Contains("neuron run NAME", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_redraws_every_page_and_leaves_out_what_it_cannot_read()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["one", "two", "broken"])
        {
            RunFolder run = new(folder[name]);
            Directory.CreateDirectory(run.Root);
            File.WriteAllText(run.ConfigPath, "{");
            run.WriteRecord(new("guidance/fcn-resnet", "Table 3", Preset.Smoke, 0, "cpu", Runner.Machine, DateTimeOffset.UnixEpoch, 61, new Dictionary<string, string>(), new Dictionary<string, string>(), new("found", [], [])));
            File.Delete(run.ReportPath);
        }
        File.WriteAllText(folder["broken/summary.json"], "{");
        var (code, output, error) = Invoke("report", "--runs", folder.Root);
        Assert.Equal(0, code);
        Assert.Contains("guidance/fcn-resnet (smoke, seed 0): Table 3", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["one/report.html"]) && File.Exists(folder["two/report.html"]), "pages");
        Assert.Contains($"neuron: left out: {folder["broken/summary.json"]}: not a run summary", error, StringComparison.Ordinal);
        (code, output, error) = Invoke("list", "--runs", folder.Root);
        Assert.Equal(0, code);
        Assert.Matches(@"guidance/fcn-resnet .* 1 min 01 s ", output);
        Assert.Contains("neuron: left out: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_of_one_primitive_prints_one_line_and_passes()
    {
        var (code, output, _) = Invoke("check", "MatMul");
        Assert.Equal(0, code);
        Assert.Matches(@"MatMul +\d+ +\d\.\de-\d+ +\d\.\de-\d+ +ok", output);
        Assert.Equal(NeuronCommand.WrongUsage, Invoke("check", "MatMull").Code);
    }

    [Fact]
    public void Glyphs_are_made_checked_and_bad_sizes_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Invoke("data", "make", "glyphs", "--out", folder["glyphs"], "--train", "20", "--test", "10", "--side", "16").Code);
        var (code, output, _) = Invoke("data", "check", folder.Root);
        Assert.Equal(0, code);
        Assert.Matches("glyphs +ok +20 training and 10 test images, 1x16x16, 10 classes", output);
        var (wrong, _, error) = Invoke("data", "make", "glyphs", "--out", folder["x"], "--side", "3");
        Assert.Equal(NeuronCommand.WrongUsage, wrong);
        Assert.Contains("--side 3: expected 8 to 256.", error, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(folder["glyphs"], "train-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, 9]);
        var (broken, report, _) = Invoke("data", "check", folder.Root);
        Assert.Equal(NeuronCommand.Failed, broken);
        Assert.Matches("glyphs +broken", report);
    }

    [Theory, InlineData(""), InlineData("braintreebank")]
    public void Check_looks_for_recordings_where_a_run_does(string place)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[place]);
        File.WriteAllText(Path.Combine(folder[place], "sub_1_trial000.h5"), "no recording");
        var (code, output, _) = Invoke("data", "check", folder.Root);
        Assert.Equal(NeuronCommand.Failed, code);
        Assert.Matches("braintreebank sub_1_trial000 +broken", output);
        Assert.Contains("braintreebank", Invoke("data", "list").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_prints_measured_speeds()
    {
        var (code, output, _) = Invoke("devices");
        Assert.Equal(0, code);
        Assert.Contains("cpu", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal); // no colours into a file
    }
}
