using System.Reflection;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Generated source through clang for GPUs: NVIDIA's virtual machine and AMD's.</summary>
public sealed class ClangTests
{
    private static readonly string[] Kernels = ["Saxpy", "TransposeTile", "Softmax", "Histogram", "Collectives", "VectorCopy", "Tiled", "Packed"];

    [ToolTheory("clang-19", "clang")]
    [InlineData("nvptx64-nvidia-cuda", "sm_80")]
    [InlineData("nvptx64-nvidia-cuda", "sm_90")]
    [InlineData("amdgcn-amd-amdhsa", "gfx90a")]
    [InlineData("amdgcn-amd-amdhsa", "gfx942")]
    public void OpenCl_source_compiles_for(string target, string processor)
    {
        string clang = Tool.Find("clang-19", "clang")!;
        var folder = Directory.CreateTempSubdirectory("clang");
        try
        {
            foreach (string kernel in Kernels)
            {
                var method = typeof(KernelTests).GetMethod(kernel, BindingFlags.Static | BindingFlags.NonPublic)!;
                File.WriteAllText(Path.Combine(folder.FullName, "kernel.cl"), RuleTests.Compile(method));
                var (code, output) = Tool.Run(folder.FullName, clang, "-target", target, (target.StartsWith("nv", StringComparison.Ordinal) ? "-march=" : "-mcpu=") + processor, "-x", "cl", "-cl-std=CL1.2", "-O3",
                    "-Xclang", "-finclude-default-header", "-nogpulib", "-S", "kernel.cl", "-o", "kernel.s");
                Assert.True(code == 0, $"{kernel} for {processor}:\n{output}");
                string assembly = File.ReadAllText(Path.Combine(folder.FullName, "kernel.s"));
                if (kernel == "VectorCopy") Assert.Contains(target.StartsWith("nv", StringComparison.Ordinal) ? "ld.global.v4" : "global_load_dwordx4", assembly);
                if (kernel == "Tiled") Assert.Contains(target.StartsWith("nv", StringComparison.Ordinal) ? "bar.sync" : "s_barrier", assembly);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
