using System.CommandLine;
using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron list</c>: what can be run.</summary>
internal static class ListCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var paper = new Argument<string?>("PAPER") { Description = "Only the experiments of this paper.", Arity = ArgumentArity.ZeroOrOne };
        var runs = new Option<string>("--runs") { Description = "Folder with finished runs, for the times.", DefaultValueFactory = _ => "runs", HelpName = "dir" };
        var keys = new Option<string?>("--keys") { Description = "Lists the configuration keys of one experiment with their values in each preset.", HelpName = "name" };
        var command = new Command("list", "Lists experiments, what each reproduces, and the time it took on this machine.") { paper, runs, keys };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(keys) is { } name) PrintKeys(terminal, Registry.Find(name));
            else Print(terminal, Papers.Select(parsed.GetValue(paper)), parsed.GetRequiredValue(runs));
            return NeuronCommand.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<ExperimentEntry> entries, string runs)
    {
        var times = RunFolder.FinishedUnder(runs, terminal.Skipped).Select(r => r.Record)
            .Where(r => r.Machine == Runner.Machine)
            .GroupBy(r => (r.Experiment, r.Preset)).ToDictionary(g => g.Key, g => g.Last().Seconds);
        string Time(ExperimentEntry e, Preset p) => times.TryGetValue((e.Name, p), out double s) ? Duration.Text(s) : "—";
        var table = Terminal.NewTable("Experiment", "Reproduces", "smoke", "small", "paper");
        foreach (int c in (int[])[2, 3, 4]) table.Columns[c].RightAligned();
        foreach (ExperimentEntry e in entries)
            table.AddRow(Markup.Escape(e.Name), Markup.Escape(e.Reproduces), Time(e, Preset.Smoke), Time(e, Preset.Small), Time(e, Preset.Paper));
        terminal.Tables.Write(table);
        terminal.Output.WriteLine("Times are those of the last finished run of each preset on this machine.");
    }

    private static void PrintKeys(Terminal terminal, ExperimentEntry entry)
    {
        var presets = Enum.GetValues<Preset>().Select(p => entry.Configure(p, [])).ToArray();
        var table = Terminal.NewTable("Key", "smoke", "small", "paper");
        foreach (string key in entry.Keys)
            table.AddRow([Markup.Escape(key), .. presets.Select(p => Markup.Escape(p[key]?.ToString().ReplaceLineEndings("") ?? ""))]);
        terminal.Tables.Write(table);
    }
}
