using System.CommandLine;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron run</c>: runs one experiment into a run folder.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "Experiment, as 'neuron list' names it." };
        var preset = new Option<string>("--preset") { Description = "smoke (seconds), small (minutes on two cores) or paper (the paper's sizes).", DefaultValueFactory = _ => RunRequest.DefaultPreset.ToString().ToLowerInvariant(), HelpName = "smoke|small|paper" };
        var device = DeviceOption();
        var seed = new Option<int>("--seed") { Description = "Seed of weights, data order and noise.", HelpName = "n", DefaultValueFactory = _ => RunRequest.DefaultSeed };
        var set = new Option<string[]>("--set") { Description = "Sets one key of the configuration; may be given several times.", HelpName = "key=value", AllowMultipleArgumentsPerToken = true };
        var data = new Option<string?>("--data") { Description = "Folder with data sets [NEURON_DATA]; a resumed run keeps its own.", HelpName = "dir" };
        var output = new Option<string?>("--out") { Description = "Run folder; by default a new one under runs/.", HelpName = "dir" };
        var resume = new Option<bool>("--resume") { Description = "Continue the run in --out, or the last unfinished run of this experiment, preset and seed; it keeps its settings." };
        var command = new Command("run", "Runs one experiment and writes its run folder with report.html.") { name, preset, device, seed, set, data, output, resume };
        command.SetAction(parsed => Run(terminal, new(
            parsed.GetRequiredValue(name), IsGiven(parsed, preset) ? ParsePreset(parsed.GetRequiredValue(preset)) : null,
            Device(parsed, device, parsed.GetValue(resume)), IsGiven(parsed, seed) ? parsed.GetRequiredValue(seed) : null,
            [.. (parsed.GetValue(set) ?? []).Select(ParseSetting)], DataLocation.From(parsed.GetValue(data)),
            parsed.GetValue(output), parsed.GetValue(resume))));
        return command;
    }

    /// <summary>The option that says where to run.</summary>
    public static Option<string> DeviceOption() => new("--device")
    {
        Description = "Where to run: auto, or a device of 'neuron devices' [NEURON_DEVICE].",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("NEURON_DEVICE") is { Length: > 0 } device ? device : "auto",
        HelpName = "device",
    };

    /// <summary>Runs what was asked for and prints its finding, its results and the path of its report.</summary>
    public static int Run(Terminal terminal, RunRequest request)
    {
        using var stop = new CancellationTokenSource();
        ConsoleCancelEventHandler onCancel = (_, e) =>
        {
            e.Cancel = !stop.IsCancellationRequested; // a second Ctrl-C ends the process at once
            stop.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        try
        {
            ExperimentEntry entry = Registry.Find(request.Experiment);
            RunFolder folder = Runner.Prepare(entry, request);
            RunRecord record = Runner.Run(entry, request, folder, terminal.Progress(), stop.Token);
            ResultTables.Print(terminal, record);
            terminal.Output.WriteLine(record.Summary.Finding);
            terminal.Output.WriteLine($"report: {folder.ReportPath}");
            return NeuronCommand.Ok;
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }

    // a resumed run keeps its device, whatever the environment says by now, unless another one is asked for: that is refused
    private static string Device(ParseResult parsed, Option<string> option, bool resumes) =>
        resumes && !IsGiven(parsed, option) ? "auto" : parsed.GetRequiredValue(option);

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static Preset ParsePreset(string text)
    {
        string[] names = [.. Enum.GetNames<Preset>().Select(n => n.ToLowerInvariant())];
        int index = Array.IndexOf(names, text.ToLowerInvariant());
        return index >= 0 ? (Preset)index : throw new UsageException($"There is no preset '{text}'.{Nearest.Hint(text, names)}");
    }

    private static KeyValuePair<string, string> ParseSetting(string text)
    {
        int split = text.IndexOf('=', StringComparison.Ordinal);
        return split > 0 ? new(text[..split].Trim(), text[(split + 1)..].Trim())
            : throw new UsageException($"--set {text}: expected key=value.");
    }
}
