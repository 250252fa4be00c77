using System.CommandLine;
using Neuron.Experiments.Devices;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;
using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron kernel check</c>: runs every kernel on a device, through the primitives that use it, against the CPU.</summary>
internal static class KernelCheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var name = KernelCommand.Name("Only primitives, or users of kernels, whose name holds this text.");
        var device = KernelCommand.DeviceOption();
        var race = new Option<bool>("--with-race") { Description = "Also launches a kernel with a data race: shows that a checker such as oclgrind watches." };
        var command = new Command("check", "Runs each kernel on a device against the CPU, one line a primitive.") { name, device, race };
        command.SetAction(parsed =>
        {
            var chosen = KernelDevice.Parse(parsed.GetValue(device));
            if (parsed.GetValue(race)) LaunchRace(Accelerators.For(chosen));
            return Run(terminal, parsed.GetValue(name), chosen);
        });
        return command;
    }

    private static void LaunchRace(Accelerator accelerator)
    {
        using var x = accelerator.Allocate1D<int>([0]);
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Racing)(8, x.View);
        accelerator.Synchronize();
    }

    private static void Racing(Index1D i, ArrayView<int> x) => x[0] = i.X;

    private static int Run(Terminal terminal, string? only, Device device)
    {
        var listing = Accelerators.For(device).Limits.IsCpu ? KernelCatalog.OfCpu : KernelCatalog.OfGpu;
        bool IsWanted(DeviceExample example) => only is null || example.Name.Contains(only, StringComparison.OrdinalIgnoreCase)
            || listing.Users[example.Name].Any(record => record.Name.Contains(only, StringComparison.OrdinalIgnoreCase));
        DeviceExample[] examples = [.. DeviceExamples.All.Where(IsWanted)];
        if (examples.Length == 0) throw new UsageException($"No primitive and no kernel has '{only}' in its name.");
        var table = Terminal.NewTable("Example", "Kernels", "Largest error", "");
        foreach (int c in (int[])[1, 2]) table.Columns[c].RightAligned();
        int failed = 0, missing = 0;
        KernelException? first = null;
        IProgressDisplay progress = terminal.Progress();
        for (int i = 0; i < examples.Length; i++)
        {
            progress.Show((double)i / examples.Length, examples[i].Name);
            int kernels = listing.Users[examples[i].Name].Length;
            try
            {
                double error = examples[i].ErrorOn(device);
                bool passed = error <= examples[i].Tolerance;
                if (!passed) failed++;
                table.AddRow(Markup.Escape(examples[i].Name), $"{kernels}", $"{error:0.0e+0}", passed ? "ok" : "FAILED");
            }
            catch (NotSupportedException reason)
            {
                missing++;
                table.AddRow(Markup.Escape(examples[i].Name), $"{kernels}", "", Markup.Escape(reason.Message));
            }
            catch (KernelException fault)
            {
                failed++;
                first ??= fault;
                table.AddRow(Markup.Escape(examples[i].Name), $"{kernels}", "", $"FAILED: {Markup.Escape(fault.Message.Split('\n')[0])}");
            }
        }
        progress.End();
        terminal.Tables.Write(table);
        if (first is not null) terminal.Output.WriteLine(first.Message); // whole: a row has its first line, and the others mostly say the same
        terminal.Output.WriteLine($"{device} ({Accelerators.For(device).Name}): {examples.Length - failed - missing} examples agree with the CPU, {failed} do not, {missing} have no kernel. Errors are relative to max(1, |result|).");
        return failed == 0 ? NeuronCommand.Ok : NeuronCommand.Failed;
    }
}
