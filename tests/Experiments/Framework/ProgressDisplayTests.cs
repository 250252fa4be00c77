using Neuron.Experiments;

namespace Neuron.Tests.Experiments.Framework;

public class ProgressDisplayTests
{
    [Fact]
    public void A_terminal_shows_the_first_line_at_once_and_clears_it_at_the_end()
    {
        using StringWriter written = new();
        ProgressDisplay display = new(written, terminal: true, width: 40);
        display.Show(0.25, "training");
        Assert.Equal("\r 25%  training".PadRight(40), written.ToString());
        display.End();
        Assert.EndsWith($"\r{new string(' ', 39)}\r", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_a_line_is_written_for_each_tenth()
    {
        using StringWriter written = new();
        ProgressDisplay display = new(written, terminal: false, width: 160);
        foreach (double fraction in (double[])[0, 0.05, 0.1, 0.15, 0.3]) display.Show(fraction, "training");
        Assert.Equal(["  0%  training", " 10%  training", " 30%  training"], written.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
