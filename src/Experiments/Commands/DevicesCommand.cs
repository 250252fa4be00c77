using System.CommandLine;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Cuda;
using Neuron.Kernels.Runtime.OpenCL;
using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron devices</c>: what there is to run on, and why other devices are not.</summary>
internal static class DevicesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("devices", "Lists devices with their memory, and the CPU with its measured peak speeds.");
        command.SetAction(_ =>
        {
            HostSpeed speed = HostSpeed.Measure();
            var table = Terminal.NewTable("Device", "What", "Memory GB", "Peak GFLOP/s (float32 FMA)", "Peak GB/s (triad)");
            foreach (int c in (int[])[2, 3, 4]) table.Columns[c].Alignment = Justify.Right;
            double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
            table.AddRow("cpu", Runner.Machine, $"{memory:0.0}", $"{speed.GigaFlops:0}", $"{speed.GigaBytes:0.0}");
            foreach (Device device in Device.All.Where(d => d != Device.Cpu)) AddAccelerator(table, device);
            terminal.Tables.Write(table);
            foreach (string absence in Absences()) terminal.Output.WriteLine(absence);
            return NeuronCommand.Ok;
        });
        return command;
    }

    private static void AddAccelerator(Spectre.Console.Table table, Device device)
    {
        try
        {
            Accelerator accelerator = Accelerators.For(device);
            string what = device.Kind == "host" ? "GPU kernels as plain .NET, to debug them: slow" : accelerator.Name;
            table.AddRow($"{device}", Markup.Escape(what), $"{accelerator.Limits.MemoryBytes / 1e9:0.0}", "", "");
        }
        catch (KernelException refusal)
        {
            table.AddRow($"{device}", Markup.Escape(refusal.Message), "", "", "");
        }
    }

    private static IEnumerable<string> Absences()
    {
        if (CudaDevice.Unavailable is { } cuda) yield return $"cuda: {cuda}";
        if (OpenClDevice.Unavailable is { } openCl) yield return $"opencl: {openCl}";
        foreach (var (index, device) in OpenClDevice.All.Index())
            if (device.Refusal is { } refusal) yield return $"opencl:{index}: {device.Name} ({device.Platform}) can't be used: {refusal}.";
    }
}
