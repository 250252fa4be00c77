using System.Globalization;

namespace Neuron.Bench.Peers;

/// <summary>What the whole machine does, from /proc/stat.</summary>
internal static class MachineLoad
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed by the Linux interface

    /// <summary>CPU seconds used by everybody since the start, stolen ones included; NaN where there is no /proc.</summary>
    public static double BusySeconds()
    {
        if (!File.Exists("/proc/stat")) return double.NaN;
        using var reader = new StreamReader("/proc/stat");
        string[] fields = reader.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double Field(int i) => double.Parse(fields[i], CultureInfo.InvariantCulture) / TicksPerSecond;
        return Field(1) + Field(2) + Field(3) + Field(6) + Field(7) + Field(8); // user nice system irq softirq steal
    }
}
