using Neuron.Experiments.Signal;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Signal;

/// <summary>The signal operations on a device against the CPU, in float32 for several channels at once.</summary>
public class SignalDeviceTests
{
    private static readonly Superlets s_superlets = new(512, [20, 40, 60, 80], orderMin: 1, orderMax: 4);

    private static readonly (string Name, Func<Tensor, Tensor> Of)[] s_operations =
    [
        ("resampled 1:4", x => Resampling.Polyphase(x, 1, 4)),
        ("resampled 3:2", x => Resampling.Polyphase(x, 3, 2)),
        ("resampled to 300", x => Resampling.Fourier(x, 300)),
        ("resampled to 1500", x => Resampling.Fourier(x, 1500)),
        ("decimated by 8", x => Resampling.Decimate(x, 8)),
        ("marks", x => Artefacts.Mark(x, threshold: 2.5, box: 15).To(DType.Float32)),
        ("despiked", x => Artefacts.Despike(x, threshold: 2.5, box: 15)),
        ("z-score", Detrend.ZScore),
        ("short-time spectrum", x => new Stft { Window = Window.Hann(128), Overlap = 96, Bins = 20 }.Transform(x)),
        ("superlets", x => s_superlets.Transform(x, 8)),
        ("analytic signal", x => x.Hilbert()),
        ("high gamma", x => HighGamma.Envelope(x, 512)),
        ("common average", Rereference.CommonAverage),
        ("Laplacian", x => Rereference.Laplacian(x, [(1, 0, 2)])),
        ("notches", x => FilterDesign.NotchCascade(512, 30, 60, 120, 180).Filter(x)),
    ];

    [DeviceFact]
    public void Every_operation_gives_on_a_device_what_it_gives_on_the_CPU()
    {
        Device device = Device.Parse(DeviceFactAttribute.Name);
        Tensor x = new Rng(5).Normal([4, 1000], device: Device.Cpu);
        foreach ((string name, Func<Tensor, Tensor> of) in s_operations)
        {
            Tensor expected = of(x), actual = of(x.To(device));
            Assert.Equal((name, device, expected.Shape), (name, actual.Device, actual.Shape));
            // float32 sums of up to 1000 terms of size 1, in another order
            Closeness.Check(name, Numbers(expected), Numbers(actual), 2e-5, 2e-5);
        }

        static double[] Numbers(Tensor y) => y.To(Device.Cpu).To(DType.Float64).ToArray<double>();
    }
}
