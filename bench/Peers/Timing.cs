using System.Diagnostics;

namespace Neuron.Bench.Peers;

/// <summary>Wall and processor time of our own work.</summary>
internal static class Timing
{
    /// <summary>
    /// Seconds of <paramref name="repetitions"/> runs together, to the end of what they queued on the default device, and the processor seconds that
    /// the process took meanwhile.
    /// </summary>
    public static (double Wall, double Cpu) Of(Action work, int repetitions)
    {
        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++) work();
        Wait();
        double wall = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        self.Refresh();
        return (wall, (self.TotalProcessorTime - cpu).TotalSeconds);
    }

    /// <summary>Until the default device has done what was queued.</summary>
    public static void Wait()
    {
        if (Device.Default != Device.Cpu) Accelerators.For(Device.Default).Synchronize();
    }
}
