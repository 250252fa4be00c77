using System.CommandLine;
using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron devices</c>: what there is to run on, and how fast it was measured to be.</summary>
internal static class DevicesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("devices", "Lists devices with their memory and measured peak speeds.");
        command.SetAction(_ =>
        {
            HostSpeed speed = HostSpeed.Measure();
            var table = Terminal.NewTable("Device", "What", "Memory GB", "Peak GFLOP/s (float32 FMA)", "Peak GB/s (triad)");
            foreach (int c in (int[])[2, 3, 4]) table.Columns[c].Alignment = Justify.Right;
            double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
            table.AddRow("cpu", Runner.Machine, $"{memory:0.0}", $"{speed.GigaFlops:0}", $"{speed.GigaBytes:0.0}");
            terminal.Tables.Write(table);
            return NeuronCommand.Ok;
        });
        return command;
    }
}
