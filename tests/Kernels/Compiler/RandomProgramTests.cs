using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Compiler;

public sealed class RandomProgramTests
{
    private const int Seeds = 1000, BatchSize = 50;

    [DeviceFact]
    public void Thousand_random_functions_agree_with_dotnet()
    {
        var random = new Random(3);
        int[] a = [0, 1, -1, int.MinValue, int.MaxValue, .. Enumerable.Range(0, 11).Select(_ => random.Next(int.MinValue, int.MaxValue))];
        int[] b = [7, 0, 31, -1, int.MinValue, .. Enumerable.Range(0, 11).Select(_ => random.Next(-100, 100))];
        for (int first = 0; first < Seeds; first += BatchSize)
        {
            var functions = RandomProgram.Make(first, BatchSize);
            int[][] expected = FunctionBatch.Direct(functions, a, b);
            int[][] actual = FunctionBatch.OnDevice(DeviceFixture.Accelerator, functions, a, b);
            for (int f = 0; f < BatchSize; f++)
                for (int i = 0; i < a.Length; i++)
                    Assert.True(expected[f][i] == actual[f][i], $"seed {first + f}, f({a[i]}, {b[i]}): .NET gives {expected[f][i]}, OpenCL {actual[f][i]}");
        }
    }

    [Fact]
    public void Host_runs_random_functions_as_dotnet_does()
    {
        using var host = new HostAccelerator();
        var functions = RandomProgram.Make(5000, 20);
        int[] a = [3, -8, 100], b = [5, 0, -2];
        Assert.Equal(FunctionBatch.Direct(functions, a, b), FunctionBatch.OnDevice(host, functions, a, b));
    }
}
