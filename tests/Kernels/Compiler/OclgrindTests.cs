using System.Reflection;
using System.Text;
using Neuron.Kernels.Language;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Generated kernels under oclgrind: no data race, no divergent barrier, no access outside a buffer; and broken ones are caught.</summary>
public sealed class OclgrindTests
{
    private static void MissingBarrier(ArrayView<int> x, ArrayView<int> y)
    {
        var shared = SharedMemory.Allocate<int>(16);
        shared[Group.IdxX] = x[Grid.GlobalIndex.X];
        y[Grid.GlobalIndex.X] = shared[15 - Group.IdxX];
    }

    private static void OutOfBounds(ArrayView<int> x, ArrayView<int> y) => y[Grid.GlobalIndex.X + 2] = x[Grid.GlobalIndex.X];

    [ToolTheory("oclgrind-kernel")]
    [InlineData("Softmax", 32, 1, 3, 1)]
    [InlineData("Tiled", 8, 8, 2, 2)]
    [InlineData("TwoTiles", 16, 1, 1, 1)]
    [InlineData("Collectives", 64, 1, 1, 1)]
    [InlineData("Histogram", 32, 1, 2, 1)]
    public void Kernel_runs_clean(string kernel, int groupX, int groupY, int gridX, int gridY)
    {
        var method = typeof(KernelTests).GetMethod(kernel, BindingFlags.Static | BindingFlags.NonPublic)!;
        string report = Check(method, (groupX, groupY), (gridX, gridY));
        Assert.True(report.Trim().Length == 0, report);
    }

    [ToolTheory("oclgrind-kernel")]
    [InlineData(nameof(MissingBarrier), "data race at local memory")]
    [InlineData(nameof(OutOfBounds), "Invalid write")]
    public void Broken_kernel_is_caught(string kernel, string complaint)
    {
        var method = typeof(OclgrindTests).GetMethod(kernel, BindingFlags.Static | BindingFlags.NonPublic)!;
        Assert.Contains(complaint, Check(method, (16, 1), (16, 1)));
    }

    private static string Check(MethodInfo method, (int X, int Y) group, (int X, int Y) grid)
    {
        var folder = Directory.CreateTempSubdirectory("oclgrind");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "kernel.cl"), RuleTests.Compile(method));
            var sim = new StringBuilder($"kernel.cl\n{method.Name}\n{group.X * grid.X} {group.Y * grid.Y} 1\n{group.X} {group.Y} 1\n\n");
            foreach (var parameter in method.GetParameters())
            {
                if (parameter.ParameterType == typeof(int)) sim.Append("<size=4 int>\n16\n");
                else sim.Append("<size=1024 fill=0 int>\n<size=8 long>\n0\n<size=8 long>\n256\n");
            }
            File.WriteAllText(Path.Combine(folder.FullName, "kernel.sim"), sim.ToString());
            return Tool.Run(folder.FullName, Tool.Find("oclgrind-kernel")!, "--data-races", "--max-errors", "3", "kernel.sim").Output;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
