using System.CommandLine;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron report</c>: published and measured numbers from finished runs.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var paper = new Argument<string?>("PAPER") { Description = "Only the experiments of this paper.", Arity = ArgumentArity.ZeroOrOne };
        var runs = new Option<string>("--runs") { Description = "Folder with run folders.", DefaultValueFactory = _ => "runs", HelpName = "dir" };
        var command = new Command("report", "Prints published and measured numbers side by side and redraws each report.html.") { paper, runs };
        command.SetAction(parsed => Print(terminal, Papers.Select(parsed.GetValue(paper)), parsed.GetRequiredValue(runs)));
        return command;
    }

    private static int Print(Terminal terminal, IReadOnlyList<ExperimentEntry> entries, string runs)
    {
        var finished = RunFolder.FinishedUnder(runs, terminal.Skipped).ToArray();
        int printed = 0;
        foreach (ExperimentEntry entry in entries)
        {
            foreach (var preset in finished.Where(r => r.Record.Experiment == entry.Name).GroupBy(r => r.Record.Preset))
            {
                foreach (var run in preset) run.Folder.WriteReport(run.Record);
                var (folder, record) = preset.Last();
                terminal.Output.WriteLine($"{record.Experiment} ({record.Preset.ToString().ToLowerInvariant()}, seed {record.Seed}): {record.Reproduces}");
                ResultTables.Print(terminal, record);
                terminal.Output.WriteLine(record.Summary.Finding);
                terminal.Output.WriteLine($"report: {folder.ReportPath}");
                terminal.Output.WriteLine();
                printed++;
            }
        }
        if (printed > 0) return NeuronCommand.Ok;
        terminal.Error.WriteLine($"neuron: no finished runs under {Path.GetFullPath(runs)}. Start one with 'neuron run NAME'.");
        return NeuronCommand.Failed;
    }
}
