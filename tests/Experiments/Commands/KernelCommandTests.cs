using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Neuron.Experiments.Commands;
using Neuron.Experiments.Devices;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Runtime.Blueprint;
using Neuron.Kernels.Runtime.Cuda;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Commands;

/// <summary>The kernel commands, and through the catalogue behind them every kernel in use.</summary>
public partial class KernelCommandTests
{
    private static (int Code, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = NeuronCommand.Invoke(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void List_names_kernels_with_their_type_arguments()
    {
        var (code, output, _) = Invoke("kernel", "list", "elementwise");
        Assert.Equal(0, code);
        Assert.Contains("ElementwiseKernels.Binary<float, Add<float>>  (all)", output, StringComparison.Ordinal);
        Assert.Contains(" kernels", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opencl", "__kernel void Binary_Single_Add_Single"), InlineData("cuda", "__global__ void Binary_Single_Add_Single")]
    public void Show_prints_source(string target, string expected)
    {
        var (code, output, _) = Invoke("kernel", "show", "Binary<float, Add", "--target", target);
        Assert.Equal(0, code);
        Assert.Contains(expected[..expected.IndexOf("Binary", StringComparison.Ordinal)] + "Binary", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ptx", "sm_90", ".target sm_90"), InlineData("amdgcn", "gfx942", "amdhsa--gfx942")]
    public void Show_prints_assembly_or_says_what_is_missing(string target, string processor, string expected)
    {
        var (code, output, error) = Invoke("kernel", "show", "Binary<float, Add", "--target", target, "--processor", processor);
        if (Clang.Missing is { } missing)
        {
            Assert.Equal((1, $"neuron: {missing}"), (code, error.Trim().Split('\n')[0]));
            return;
        }
        Assert.Equal(0, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_names_and_processors_are_explained()
    {
        Assert.Contains("There is no kernel 'Elementwse'", Invoke("kernel", "show", "Elementwse").Error, StringComparison.Ordinal);
        Assert.Contains("does not go with", Invoke("kernel", "show", "Binary", "--target", "ptx", "--processor", "gfx90a").Error, StringComparison.Ordinal);
        Assert.Contains("runs no GPU kernels", Invoke("kernel", "check", "--device", "cpu").Error, StringComparison.Ordinal);
    }

    [ToolTheory("clang-19|clang")]
    [InlineData("sm_80"), InlineData("sm_90"), InlineData("gfx90a"), InlineData("gfx942")]
    public void Every_kernel_compiles_for(string processor)
    {
        bool nvidia = processor.StartsWith("sm_", StringComparison.Ordinal);
        KernelRecord[][] batches = [.. KernelCatalog.All.Chunk(16)];
        Assert.True(KernelCatalog.All.Count > 100);
        var problems = new ConcurrentBag<string>();
        Parallel.ForEach(Partitioner.Create(0, batches.Length, 1), range =>
        {
            var program = new KernelProgram(nvidia ? new CudaDialect(KernelCatalog.Capability(processor), forClang: true) : new OpenClDialect(forClang: true));
            foreach (var r in batches[range.Item1]) program.AddKernel(r.Method, r.IndexType, r.Parameters, r.GroupSize, r.Arguments);
            string name = batches[range.Item1][0].Name, source = SourcePrinter.Print(program);
            string assembly = nvidia ? Clang.Ptx(name, source, processor) : Clang.AmdGcn(name, source, processor);
            if (Regex.IsMatch(assembly, @"^\.extern \.func|s_swappc_b64", RegexOptions.Multiline)) problems.Add($"{name} and those behind it: a call is left open");
        });
        Assert.Empty(problems);
    }

    /// <summary>The page is made by hand with <c>neuron kernel table</c>, which takes minutes: here it is held to the kernels in use.</summary>
    [Fact]
    public void Table_in_docs_holds_every_kernel()
    {
        string[] rows = [.. Repository.Page("kernel-table.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];
        Assert.Equal(KernelCatalog.All.Select(record => record.Name), rows);
    }

    [ToolFact("clang-19|clang")]
    public void Products_and_attention_spill_nothing()
    {
        KernelRecord[] records = [.. KernelCatalog.OfTensorGpu.Records.Where(record => Demanding().IsMatch(record.Name))];
        Assert.NotEmpty(records);
        foreach (var row in KernelTable.Rows(records))
            Assert.All(row.Reports, report => Assert.True(report is { Spills: 0, LocalBytes: 0 }, $"{row.Kernel}: {report}"));
    }

    [ToolFact("clang-19|clang")]
    public void Pack_holds_the_PTX_of_a_kernel_under_the_name_that_the_runtime_asks_for()
    {
        var record = KernelCatalog.Find("ElementwiseKernels.Binary<float, Add<float>>")[0];
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Root, "kernels.zip");
        Assert.Equal(1, KernelPack.Write(path, [record], ["sm_80"], new Terminal(TextWriter.Null, TextWriter.Null).Progress()));
        using var archive = ZipFile.OpenRead(path);
        string source = record.Print(new CudaDialect(90, forClang: true)).Source;
        using var reader = new StreamReader(archive.GetEntry(PtxPack.EntryName(source, 80))!.Open());
        Assert.Contains(".entry Binary", reader.ReadToEnd(), StringComparison.Ordinal);
    }

    /// <summary>The whole check in a process of its own, on oclgrind's device: it executes every access and reports races, divergent barriers and invalid addresses.</summary>
    [OclgrindFact]
    public void Every_kernel_runs_clean_under_oclgrind_and_agrees_with_the_CPU()
    {
        var (code, output, log) = CheckUnderOclgrind();
        Assert.True(code == 0, output);
        Assert.True(log.Length == 0, log[..Math.Min(log.Length, 4000)]);
        Assert.Matches(@"Oclgrind.*: \d{2,} examples agree with the CPU, 0 do not", output);
        (_, _, log) = CheckUnderOclgrind("--with-race", "negate");
        Assert.Contains("data race", log, StringComparison.OrdinalIgnoreCase);
    }

    private static (int Code, string Output, string Complaints) CheckUnderOclgrind(params string[] arguments) =>
        Oclgrind.Run([Path.Combine(AppContext.BaseDirectory, "neuron.dll"), "kernel", "check", "--device", "opencl", .. arguments]);

    [GeneratedRegex("MatMul|Matrix|Gemm|Attention")]
    private static partial Regex Demanding();
}
