using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary>The two streams of a command: tables and answers on one, progress and complaints on the other.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    private const int WidthWhenRedirected = 160; // wide enough that no table of ours wraps in a file or a pipe

    /// <summary>For answers.</summary>
    public TextWriter Output => output;
    /// <summary>For progress and errors.</summary>
    public TextWriter Error => error;

    /// <summary>Spectre's console on the answer stream.</summary>
    public IAnsiConsole Tables { get; } = Create(output, Console.IsOutputRedirected || output != Console.Out);

    /// <summary>Whether the user asked for no colours (no-color.org).</summary>
    public static bool NoColour => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Says why a run folder is left out.</summary>
    public void Skipped(string why) => error.WriteLine($"neuron: left out: {why}");

    /// <summary>How far a run is, on the other stream.</summary>
    public IProgressDisplay Progress()
    {
        bool terminal = error == Console.Error && !Console.IsErrorRedirected;
        return new ProgressDisplay(error, terminal, terminal ? Math.Max(40, Console.BufferWidth) : WidthWhenRedirected);
    }

    /// <summary>A borderless table with the given headings.</summary>
    public static Spectre.Console.Table NewTable(params ReadOnlySpan<string> headings)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        foreach (string heading in headings) table.AddColumn(new TableColumn($"[bold]{Markup.Escape(heading)}[/]"));
        return table;
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected || NoColour ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || NoColour ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (redirected) console.Profile.Width = WidthWhenRedirected;
        return console;
    }
}
