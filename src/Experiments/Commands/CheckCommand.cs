using System.CommandLine;
using Neuron.Autograd;
using Spectre.Console;
using Rule = Neuron.Autograd.Rule;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron check</c>: compares every gradient rule with differences of function values, in float64.</summary>
internal static class CheckCommand
{
    private const double Tolerance = 1e-6; // fourth-order differences in float64 are good to about 1e-11; a wrong rule is off by far more

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var primitive = new Argument<string?>("PRIMITIVE") { Description = "Only the rule of this primitive.", Arity = ArgumentArity.ZeroOrOne };
        var seed = new Option<int>("--seed") { Description = "Seed of the inputs.", HelpName = "n", DefaultValueFactory = _ => 7 };
        var command = new Command("check", "Checks the gradient of every primitive, first and second order, in float64.") { primitive, seed };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(primitive), (ulong)parsed.GetRequiredValue(seed)));
        return command;
    }

    private static int Run(Terminal terminal, string? only, ulong seed)
    {
        Rule[] rules = [.. Rules.All.OrderBy(NameOf, StringComparer.Ordinal)];
        Rule[] chosen = only is null ? rules : [.. rules.Where(r => NameOf(r).Equals(only, StringComparison.OrdinalIgnoreCase))];
        if (chosen.Length == 0) throw new UsageException($"There is no rule for '{only}'.{Nearest.Hint(only!, [.. rules.Select(NameOf)])}");
        var table = Terminal.NewTable("Primitive", "Examples", "First order", "Second order", "");
        foreach (int c in (int[])[1, 2, 3]) table.Columns[c].RightAligned();
        int failed = 0;
        IProgressDisplay progress = terminal.Progress();
        for (int i = 0; i < chosen.Length; i++)
        {
            progress.Show((double)i / chosen.Length, NameOf(chosen[i]));
            GradCheck.Result worst = GradCheck.Run(chosen[i], seed);
            bool passed = chosen[i].Checks.Count == 0 || (worst.First < Tolerance && worst.Second < Tolerance);
            if (!passed) failed++;
            table.AddRow(NameOf(chosen[i]), $"{chosen[i].Checks.Count}", $"{worst.First:0.0e+0}", $"{worst.Second:0.0e+0}",
                chosen[i].Checks.Count == 0 ? "moves data only" : passed ? "ok" : "FAILED");
        }
        progress.End();
        terminal.Tables.Write(table);
        terminal.Output.WriteLine($"{chosen.Length - failed} rules agree with differences to {Tolerance:0e+0}, {failed} do not. Largest relative error over all examples of a rule.");
        return failed == 0 ? NeuronCommand.Ok : NeuronCommand.Failed;
    }

    private static string NameOf(Rule rule) => rule.Primitive.Name.Split('`')[0];
}
