using System.Numerics;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>One device and group shape that a kernel is tested on.</summary>
/// <param name="Name">host (with a race report), or the device, with its own shape or with the one that GPUs take.</param>
/// <param name="Lanes">Work-items along a row; 0 for the device's own shape.</param>
/// <param name="Rows">Rows of a group.</param>
public sealed record DeviceCase(string Name, int Lanes, int Rows)
{
    /// <summary>Host with several work-items in a group, and the device, where there is one, with its own shape and with the shape that GPUs take.</summary>
    public static TheoryData<DeviceCase> All
    {
        get
        {
            TheoryData<DeviceCase> all = Quick;
            if (DeviceFactAttribute.Unavailable is null) all.Add(new DeviceCase(DeviceFactAttribute.Name, 32, 4));
            return all;
        }
    }

    /// <summary>The host, and the device with its own shape: for kernels whose GPU form PoCL takes minutes to compile. Host, oclgrind and clang hold that form.</summary>
    public static TheoryData<DeviceCase> Quick => DeviceFactAttribute.Unavailable is null ? [new("host", 4, 2), new(DeviceFactAttribute.Name, 0, 0)] : [new("host", 4, 2)];

    public Accelerator Accelerator => IsHost ? new HostAccelerator(new HostOptions { Seed = 1 }) : DeviceFixture.Accelerator;

    public bool IsHost => Name == "host";

    public Index3D Group => Lanes == 0 ? default : new Index3D(Lanes, Rows, 1);

    public override string ToString() => Lanes == 0 ? Name : $"{Name} {Lanes}x{Rows}";

    /// <summary>Numbers in [−2, 2).</summary>
    public static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 4) - 2)];
    }

    public static T[] Convert<T>(double[] values) where T : INumber<T> => [.. values.Select(T.CreateTruncating)];

    /// <summary>Numbers as the kernel sees them: rounded to its type, then exact.</summary>
    public static double[] Rounded<T>(double[] values) where T : INumber<T> => [.. values.Select(v => double.CreateTruncating(T.CreateTruncating(v)))];

    public static void Close<T>(string what, double[] expected, T[] actual, double relative, double absolute) where T : INumber<T>
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} elements, expected {expected.Length}");
        for (int i = 0; i < expected.Length; i++)
        {
            double got = double.CreateTruncating(actual[i]);
            if (double.IsNaN(expected[i]) && double.IsNaN(got)) continue;
            if (expected[i] == got) continue;
            Assert.True(Math.Abs(got - expected[i]) <= absolute + (relative * Math.Abs(expected[i])), $"{what}[{i}]: expected {expected[i]:r}, got {got:r}");
        }
    }
}
