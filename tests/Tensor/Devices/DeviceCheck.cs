using Neuron.Tests.Shared;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>Runs the same work on the CPU and on a device.</summary>
public static class DeviceCheck
{
    /// <summary>What is held against the CPU: the host accelerator, and the device where there is one.</summary>
    public static TheoryData<string> Devices => DeviceFactAttribute.Unavailable is null ? ["host", DeviceFactAttribute.Name] : ["host"];

    /// <summary>Fails unless the device's results agree with the CPU's within <paramref name="rtol"/>, relative and absolute.</summary>
    internal static void Same(string device, string what, double rtol, Func<Tensor[], Tensor[]> work, params Tensor[] x)
    {
        var d = Device.Parse(device);
        Tensor[] expected = work(x), actual = work([.. x.Select(t => t.To(d))]);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal((d, expected[i].DType, expected[i].Shape), (actual[i].Device, actual[i].DType, actual[i].Shape));
            Closeness.Check($"{what} on {device}, output {i}", expected[i].Shape.Span, Numbers(expected[i]), Numbers(actual[i]), rtol, rtol);
        }
    }

    private static double[] Numbers(Tensor x) => x.To(Device.Cpu).To(DType.Float64).ToArray<double>();
}
