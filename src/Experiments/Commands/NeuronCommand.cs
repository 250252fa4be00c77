using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Neuron.Kernels.Runtime;

namespace Neuron.Experiments.Commands;

/// <summary>The <c>neuron</c> command.</summary>
internal static class NeuronCommand
{
    /// <summary>Exit code of a command that did what it was asked.</summary>
    public const int Ok = 0;
    /// <summary>Exit code of a command that tried and failed, or was stopped.</summary>
    public const int Failed = 1;
    /// <summary>Exit code of a command that was asked for something it does not take.</summary>
    public const int WrongUsage = 2;

    /// <summary>Parses and runs one command line.</summary>
    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var terminal = new Terminal(output, error);
        ParseResult parsed = Root(terminal).Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (string message in Explain(parsed)) error.WriteLine($"neuron: {message}");
            error.WriteLine($"Try 'neuron {Path(parsed)}--help'.");
            return WrongUsage;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // Ctrl-C is the run command's: it ends at a step that can be resumed
                Output = output,
                Error = error,
            });
        }
        catch (Exception e)
        {
            return Complain(e, error);
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Tensors, autograd and GPU kernels in C#, and the experiments built on them.")
        {
            DemoCommand.Create(terminal),
            RunCommand.Create(terminal),
            ListCommand.Create(terminal),
            ReportCommand.Create(terminal),
            DevicesCommand.Create(terminal),
            CheckCommand.Create(terminal),
            DataCommand.Create(terminal),
            KernelCommand.Create(terminal),
        };
        foreach (Option option in root.Options)
            if (option is HelpOption help) help.Action = new RootHelp((HelpAction)help.Action!);
        return root;
    }

    private static int Complain(Exception e, TextWriter error)
    {
        error.WriteLine($"neuron: {(IsExpected(e) ? e.Message : $"{e.GetType().Name}: {e.Message}")}");
        if (!IsExpected(e) || Environment.GetEnvironmentVariable("NEURON_DEBUG") is not (null or "" or "0")) error.WriteLine(e.StackTrace);
        return e is UsageException or ConfigException ? WrongUsage : Failed;
    }

    private static bool IsExpected(Exception e) =>
        e is UsageException or ConfigException or InvalidDataException or IOException or UnauthorizedAccessException
            or NotSupportedException or OperationCanceledException or ArgumentException or KernelException;

    /// <summary>What is wrong: the words that nobody knows, or, if all are known, what the library says of them.</summary>
    private static IEnumerable<string> Explain(ParseResult parsed) => parsed.UnmatchedTokens.Count > 0
        ? parsed.UnmatchedTokens.Select(token => Explain(token, parsed)) : parsed.Errors.Select(e => e.Message);

    private static string Explain(string unknown, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        bool option = unknown.StartsWith('-');
        string[] choices = option
            ? [.. command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(o => o.Recursive)).Select(o => o.Name)]
            : [.. command.Subcommands.Select(c => c.Name)];
        return $"unknown {(option ? "option" : command.Subcommands.Count > 0 ? "command" : "argument")} '{unknown}'.{Nearest.Hint(unknown, choices)}";
    }

    private static string Path(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } c; at = at.Parent) names.Insert(0, c.Command.Name);
        return string.Concat(names.Select(n => n + " "));
    }
}
