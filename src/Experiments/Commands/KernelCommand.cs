using System.CommandLine;
using Neuron.Experiments.Devices;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Runtime.Blueprint;

namespace Neuron.Experiments.Commands;

/// <summary><c>neuron kernel</c>: the GPU kernels, their source and assembly, and how they do on a device.</summary>
internal static class KernelCommand
{
    /// <summary>The command with those under it.</summary>
    public static Command Create(Terminal terminal) => new("kernel", "Lists, shows, checks and times GPU kernels.")
    {
        List(terminal),
        Show(terminal),
        KernelCheckCommand.Create(terminal),
        KernelBenchCommand.Create(terminal),
        Table(terminal),
        Pack(terminal),
    };

    /// <summary>The argument of the commands that take part of a name.</summary>
    internal static Argument<string?> Name(string description) => new("NAME") { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The option of the commands that run kernels; <see cref="KernelDevice.Parse"/> reads it.</summary>
    internal static Option<string?> DeviceOption() => new("--device") { Description = "Device; by default the first OpenCL or CUDA device." };

    private static Command List(Terminal terminal)
    {
        var name = Name("Only kernels whose name holds this text.");
        var command = new Command("list", "Every kernel with its type arguments, compiled-in values and group size, and which devices run it.") { name };
        command.SetAction(parsed =>
        {
            var records = KernelCatalog.Find(parsed.GetValue(name));
            HashSet<string> Names(KernelCatalog.Listing listing) => [.. listing.Records.Select(record => record.Name)];
            HashSet<string> cpu = Names(KernelCatalog.OfCpu), gpu = Names(KernelCatalog.OfGpu), tensor = Names(KernelCatalog.OfTensorGpu);
            foreach (var record in records)
            {
                string devices = (cpu.Contains(record.Name), gpu.Contains(record.Name), tensor.Contains(record.Name)) switch
                {
                    (true, true, true) => "all",
                    (true, false, false) => "CPU",
                    (false, true, true) => "GPU",
                    (false, false, true) => "tensor cores",
                    (true, true, false) => "CPU, GPU without tensor cores",
                    _ => "GPU without tensor cores",
                };
                terminal.Output.WriteLine($"{record.Name}  ({devices})");
            }
            terminal.Output.WriteLine($"{records.Count} kernels");
            foreach (var (example, reason) in KernelCatalog.OfGpu.Missing) terminal.Error.WriteLine($"without a kernel: {example}: {reason}");
            return NeuronCommand.Ok;
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The kernel; of several whose name holds this text, the first." };
        var target = new Option<string>("--target") { Description = "opencl, cuda: source. ptx, amdgcn: assembly, by clang.", DefaultValueFactory = _ => "opencl" };
        target.AcceptOnlyFromAmong("opencl", "cuda", "ptx", "amdgcn");
        var processor = new Option<string?>("--processor") { Description = "sm_80 (the default for ptx), sm_90; gfx90a (the default for amdgcn), gfx942." };
        var command = new Command("show", "Prints a kernel as a device's compiler gets it, or as the assembly it becomes.") { name, target, processor };
        command.SetAction(parsed =>
        {
            var found = KernelCatalog.Find(parsed.GetRequiredValue(name));
            string kind = parsed.GetRequiredValue(target);
            string chip = parsed.GetValue(processor) ?? (kind == "amdgcn" ? "gfx90a" : "sm_80");
            if (kind == "amdgcn" != chip.StartsWith("gfx", StringComparison.Ordinal)) throw new UsageException($"--processor {chip} does not go with --target {kind}.");
            terminal.Output.WriteLine($"// {found[0].Name}{(found.Count > 1 ? $"; {found.Count - 1} more of this name" : "")}");
            terminal.Output.WriteLine(kind switch
            {
                "opencl" => found[0].Print(new OpenClDialect()).Source,
                "cuda" => found[0].Print(new CudaDialect(KernelCatalog.Capability(chip))).Source,
                _ => KernelCatalog.Assembly(found[0], chip),
            });
            return NeuronCommand.Ok;
        });
        return command;
    }

    private static Command Table(Terminal terminal)
    {
        var name = Name("Only kernels whose name holds this text.");
        var output = new Option<string>("--out") { Description = "File for the table in Markdown.", DefaultValueFactory = _ => "docs/kernel-table.md" };
        var command = new Command("table", "Writes registers, spills, shared memory and vector accesses of every kernel for NVIDIA and AMD.") { name, output };
        command.SetAction(parsed =>
        {
            var rows = KernelTable.Rows(KernelCatalog.Find(parsed.GetValue(name)), terminal.Progress());
            File.WriteAllText(parsed.GetRequiredValue(output), KernelTable.Markdown(rows));
            terminal.Output.WriteLine($"{parsed.GetRequiredValue(output)}: {rows.Length} kernels.");
            return NeuronCommand.Ok;
        });
        return command;
    }

    private static Command Pack(Terminal terminal)
    {
        var output = new Option<string>("--out") { Description = "The archive.", DefaultValueFactory = _ => "artifacts/ptx/kernels.zip" };
        var processor = new Option<string[]>("--processor") { Description = "Processors to compile for; newer ones run it too.", DefaultValueFactory = _ => ["sm_80"], AllowMultipleArgumentsPerToken = true };
        var command = new Command("pack", "Compiles every kernel to PTX; the next build packs it into the library, so that NVIDIA's driver alone is enough.") { output, processor };
        command.SetAction(parsed =>
        {
            KernelRecord[] records = [.. KernelCatalog.OfGpu.Records.Concat(KernelCatalog.OfTensorGpu.Records).DistinctBy(record => record.Name)];
            int count = KernelPack.Write(parsed.GetRequiredValue(output), records, parsed.GetRequiredValue(processor), terminal.Progress());
            terminal.Output.WriteLine($"{parsed.GetRequiredValue(output)}: {count} programs.");
            return NeuronCommand.Ok;
        });
        return command;
    }
}
