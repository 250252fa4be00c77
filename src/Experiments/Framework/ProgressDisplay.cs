using System.Diagnostics;

namespace Neuron.Experiments;

/// <summary>One line that is rewritten on a terminal; elsewhere a line whenever another tenth is done.</summary>
internal sealed class ProgressDisplay(TextWriter writer, bool terminal, int width) : IProgressDisplay
{
    private const int LeastMilliseconds = 100; // between two lines on a terminal

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _started = -1; // fraction at the first call: a resumed run does not start at 0
    private double _startedSeconds;
    private long _lastShown = -LeastMilliseconds;
    private int _lastTenth = -1;
    private bool _open;

    /// <inheritdoc/>
    public void Show(double fraction, string doing)
    {
        if (_started < 0) (_started, _startedSeconds) = (fraction, _clock.Elapsed.TotalSeconds);
        if (terminal)
        {
            if (_clock.ElapsedMilliseconds - _lastShown < LeastMilliseconds) return;
            _lastShown = _clock.ElapsedMilliseconds;
            string line = Line(fraction, doing);
            writer.Write($"\r{(line.Length >= width ? line[..(width - 1)] : line.PadRight(width - 1))}");
            writer.Flush();
            _open = true;
        }
        else if ((int)(fraction * 10) != _lastTenth)
        {
            _lastTenth = (int)(fraction * 10);
            writer.WriteLine(Line(fraction, doing));
        }
    }

    /// <inheritdoc/>
    public void Note(string text)
    {
        End();
        writer.WriteLine(text);
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_open) writer.Write($"\r{new string(' ', Math.Max(0, width - 1))}\r");
        _open = false;
    }

    private string Line(double fraction, string doing)
    {
        double seconds = _clock.Elapsed.TotalSeconds - _startedSeconds, done = fraction - _started;
        string left = done > 0.005 && seconds > 2 ? $"{Duration.Text(seconds * (1 - fraction) / done)} left" : "";
        return $"{fraction,4:0%}  {doing}  {left}".TrimEnd();
    }
}
