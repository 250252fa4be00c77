using System.Collections.Concurrent;
using System.Text;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Runtime.Blueprint;

namespace Neuron.Experiments.Devices;

/// <summary>What clang makes of every kernel for four processors.</summary>
internal static class KernelTable
{
    private static readonly string[] s_processors = ["sm_80", "sm_90", "gfx90a", "gfx942"];

    /// <summary>A kernel and what its assembly shows, in the order of <see cref="Markdown"/>'s columns.</summary>
    public sealed record Row(string Kernel, AssemblyReport[] Reports);

    /// <summary>Compiles kernels for all processors.</summary>
    public static Row[] Rows(IReadOnlyList<KernelRecord> records, IProgressDisplay? progress = null)
    {
        var rows = new Row[records.Count];
        int done = 0;
        Parallel.ForEach(Partitioner.Create(0, rows.Length, 1), range =>
        {
            var record = records[range.Item1];
            rows[range.Item1] = new(record.Name, [.. s_processors.Select(processor => Report(record, processor))]);
            lock (rows) progress?.Show((double)++done / rows.Length, record.Name);
        });
        progress?.End();
        return rows;
    }

    /// <summary>The table as a page.</summary>
    public static string Markdown(Row[] rows)
    {
        var text = new StringBuilder("""
            # Kernels as clang compiles them

            Made by `neuron kernel table`. Shared: bytes of shared memory that the kernel declares. Vector: loads and stores of 8 bytes and more,
            in brackets those of 16. FMA: fused multiply-add instructions. mma: tensor-core instructions. VGPR, SGPR: registers of a work-item
            on AMD, as the assembler counts them; spilled: those that did not fit. Local: bytes a work-item keeps in memory. PTX has as many
            registers as it likes: NVIDIA's assembler assigns them on the machine with the GPU, so registers and spills there are not known.
            Local bytes are: an array that found no registers, as kernels for CPUs have (`neuron kernel list` tells which those are).

            | kernel | sm_80: shared | local | vector | FMA | mma | sm_90: local | vector | gfx90a: VGPR | SGPR | spilled | local | vector | gfx942: VGPR | SGPR | spilled | local |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var (kernel, r) in rows)
        {
            text.Append($"| `{kernel}` | {r[0].SharedBytes} | {r[0].LocalBytes} | {Vectors(r[0])} | {r[0].MultiplyAdds} | {r[0].MatrixInstructions} | {r[1].LocalBytes} | {Vectors(r[1])} ")
                .Append($"| {r[2].Registers} | {r[2].ScalarRegisters} | {r[2].Spills} | {r[2].LocalBytes} | {Vectors(r[2])} | {r[3].Registers} | {r[3].ScalarRegisters} | {r[3].Spills} | {r[3].LocalBytes} |\n");
        }
        return text.ToString();
    }

    private static AssemblyReport Report(KernelRecord record, string processor)
    {
        string assembly = KernelCatalog.Assembly(record, processor);
        return processor.StartsWith("sm_", StringComparison.Ordinal) ? AssemblyReport.OfPtx(assembly) : AssemblyReport.OfAmdGcn(assembly);
    }

    private static string Vectors(AssemblyReport report) => report.VectorAccesses == 0 ? "0" : $"{report.VectorAccesses} ({report.WideAccesses})";
}
