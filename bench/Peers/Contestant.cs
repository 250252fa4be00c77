using System.Diagnostics;

namespace Neuron.Bench.Peers;

/// <summary>The engine or a peer during one row: runs windows of about equal length.</summary>
internal sealed class Contestant(string label, int threads, double windowSeconds, double once, Func<int, (double Wall, double Cpu)> run)
{
    /// <summary>Share of the machine that always goes to others: kernel threads and the like.</summary>
    private const double Slack = 0.06;

    private readonly int _reps = Math.Max(1, (int)Math.Round(windowSeconds / Math.Max(once, 1e-7)));

    public string Label => label;

    public List<Window> Windows { get; } = [];

    public void Measure()
    {
        double before = MachineLoad.BusySeconds();
        long start = Stopwatch.GetTimestamp();
        var (wall, cpu) = run(_reps);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds, busy = MachineLoad.BusySeconds() - before;
        int cores = Environment.ProcessorCount;
        double others = double.IsNaN(busy) ? 0 : Math.Max(0, busy - cpu) / (elapsed * cores);
        Windows.Add(new(wall / _reps, others, others > Slack + (Math.Max(0, cores - threads) / (double)cores)));
    }

    /// <summary>Windows that count so far.</summary>
    public int Calm => Windows.Count(w => !w.Disturbed);

    /// <summary>The median of the calm windows; where fewer than three were calm, the fastest of all.</summary>
    public (double Seconds, bool Disturbed) Result
    {
        get
        {
            double[] calm = [.. Windows.Where(w => !w.Disturbed).Select(w => w.Seconds).Order()];
            return calm.Length >= 3 ? (calm[calm.Length / 2], false) : (Windows.Min(w => w.Seconds), true);
        }
    }
}
