using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>
/// The program of this assembly: runs families of kernels at small sizes on the first OpenCL device. A test starts it with
/// oclgrind as that device.
/// </summary>
internal static class SmallRuns
{
    public static readonly Dictionary<string, Action<Accelerator>> Families = new()
    {
        ["matmul"] = MatMulTests.RunSmall,
    };

    private static int Main(string[] families)
    {
        using var device = OpenClDevice.All.First(device => device.Refusal is null).CreateAccelerator();
        foreach (string family in families) Families[family](device);
        Console.WriteLine($"ran on {device}");
        return 0;
    }
}
