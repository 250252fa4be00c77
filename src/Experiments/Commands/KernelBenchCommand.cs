using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Neuron.Experiments.Devices;
using Neuron.Kernels.Gpu;
using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron kernel bench</c>: speeds of the kernels on a device, beside its measured limits.</summary>
internal static class KernelBenchCommand
{
    private const double SecondsEach = 0.3, SecondsAtOnce = 0.01;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var name = KernelCommand.Name("Only rows whose name holds this text.");
        var device = KernelCommand.DeviceOption();
        var output = new Option<string?>("--out") { Description = "JSON file for the rows." };
        var command = new Command("bench", "Times kernels on a device: GFLOP/s, GB/s and percent of its measured limits.") { name, device, output };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(name), KernelDevice.Parse(parsed.GetValue(device)), parsed.GetValue(output)));
        return command;
    }

    private static int Run(Terminal terminal, string? only, Device device, string? output)
    {
        var accelerator = Accelerators.For(device);
        BenchCase[] cases = [.. BenchCases.For(accelerator.Limits).Where(c => only is null || c.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
        if (cases.Length == 0) throw new UsageException($"No row has '{only}' in its name; there are {string.Join(", ", BenchCases.For(accelerator.Limits).Select(c => c.Name))}.");
        var progress = terminal.Progress();
        progress.Show(0, "limits of the device");
        var peak = DevicePeak.Measure(accelerator);
        var table = Terminal.NewTable("Row", "Median ms", "GFLOP/s", "GB/s", "of the limit");
        foreach (int c in (int[])[1, 2, 3, 4]) table.Columns[c].RightAligned();
        var rows = new JsonArray();
        for (int i = 0; i < cases.Length; i++)
        {
            progress.Show((i + 1.0) / (cases.Length + 1), cases[i].Name);
            double seconds;
            try
            {
                seconds = Median(cases[i], device);
            }
            catch (NotSupportedException reason)
            {
                table.AddRow(cases[i].Name, Markup.Escape(reason.Message));
                continue;
            }
            double flops = cases[i].Operations / seconds / 1e9, bytes = cases[i].Bytes / seconds / 1e9;
            double? share = cases[i].OnTensorCores && accelerator.Limits.TensorCores ? null : Math.Max(flops / peak.GigaFlops, bytes / peak.GigaBytes);
            table.AddRow(cases[i].Name, $"{seconds * 1e3:0.000}", $"{flops:0.0}", $"{bytes:0.0}", share is null ? "" : $"{share:0 %}");
            rows.Add(new JsonObject { ["name"] = cases[i].Name, ["seconds"] = seconds, ["gflops"] = flops, ["gbytes"] = bytes, ["share"] = share });
        }
        progress.End();
        terminal.Tables.Write(table);
        terminal.Output.WriteLine($"{device} ({accelerator.Name}); limits measured here: {peak.GigaFlops:0} GFLOP/s in fused multiply-adds, {peak.GigaBytes:0.0} GB/s in a copy. The share is of the nearer limit, and left out where tensor cores do the work.");
        if (output is null) return NeuronCommand.Ok;
        var all = new JsonObject { ["device"] = accelerator.Name, ["gflops"] = peak.GigaFlops, ["gbytes"] = peak.GigaBytes, ["rows"] = rows };
        File.WriteAllText(output, all.ToJsonString(s_indented));
        return NeuronCommand.Ok;
    }

    /// <summary>Seconds of one run: several are queued for one wait, so that what the host does beside them hides behind the device.</summary>
    private static double Median(BenchCase work, Device device)
    {
        var run = work.Prepare(device);
        var accelerator = Accelerators.For(device);
        double Of(int repetitions)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repetitions; i++) run();
            accelerator.Synchronize();
            return Stopwatch.GetElapsedTime(start).TotalSeconds / repetitions;
        }
        Of(1);
        int each = (int)Math.Clamp(SecondsAtOnce / Of(1), 1, 100);
        var times = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (times.Count < 3 || (times.Count < 200 && Stopwatch.GetElapsedTime(begin).TotalSeconds < SecondsEach)) times.Add(Of(each));
        times.Sort();
        return times[times.Count / 2];
    }
}
