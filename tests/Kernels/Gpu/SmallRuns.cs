using Neuron.Kernels.Runtime;
using Neuron.Tests.Kernels.Compiler;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>
/// The program of this assembly: runs families of kernels at small sizes on the device. A test starts it with
/// oclgrind as that device.
/// </summary>
internal static class SmallRuns
{
    public static readonly Dictionary<string, Action<Accelerator>> Families = new()
    {
        ["matmul"] = MatMulTests.RunSmall,
        ["convolution"] = ConvolutionTests.RunSmall,
        ["fourier"] = FourierTests.RunSmall,
        ["linear algebra"] = LinearAlgebraTests.RunSmall,
    };

    /// <summary>A family with a race, which must be found.</summary>
    public const string Broken = "broken";

    private static void MissingBarrier(ArrayView<int> x)
    {
        var shared = SharedMemory.Allocate<int>(16);
        shared[Group.IdxX] = x[Group.IdxX];
        x[Group.IdxX] = shared[15 - Group.IdxX];
    }

    private static void RunBroken(Accelerator device)
    {
        using var x = device.Allocate1D<int>(new int[16]);
        device.LoadStreamKernel<ArrayView<int>>(MissingBarrier)((1, 16), x.View);
        device.Synchronize();
    }

    private static int Main(string[] families)
    {
        using var device = DeviceFixture.Accelerator;
        foreach (string family in families) (family == Broken ? RunBroken : Families[family])(device);
        Console.WriteLine($"ran on {device}");
        return 0;
    }
}
