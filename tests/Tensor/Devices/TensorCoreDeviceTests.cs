using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>
/// Products on a device with tensor cores against the same numbers in float64: the CUDA device where NEURON_DEVICE names it, else the host, which runs
/// them in their plain form.
/// </summary>
public sealed class TensorCoreDeviceTests
{
    private static readonly Device s_device = Registered();

    private readonly Rng _rng = new(3);

    [Theory]
    [InlineData(DType.BFloat16, 8), InlineData(DType.Float16, 11)]
    public void Products_of_narrow_numbers_round_the_result_alone(DType dtype, int bits)
    {
        (Tensor, Tensor)[] operands =
        [
            (Normal(18, 24), Normal(24, 33)), (Normal(24, 18).Mt, Normal(33, 24).Mt), (Normal(2, 17, 16), Normal(3, 1, 16, 20)), (Normal(18, 25).Slice(1, 1, 25), Normal(24, 20)),
            .. DeviceFactAttribute.IsCuda ? [(Normal(300, 520), Normal(520, 264)), (Normal(2, 257, 1048), Normal(1048, 129)), (Normal(1000, 72), Normal(72, 500)),
                (Normal(4096, 72), Normal(72, 2048)), (Normal(72, 4096).Mt, Normal(2048, 72).Mt), (Normal(65536, 72), Normal(72, 128)), (Normal(256, 16384), Normal(16384, 256))] : (ReadOnlySpan<(Tensor, Tensor)>)[],
        ];
        foreach (var (a, b) in operands)
        {
            Tensor u = a.To(dtype), v = b.To(dtype), expected = u.To(DType.Float64).MatMul(v.To(DType.Float64));
            Near(expected, u.To(s_device).MatMul(v.To(s_device)), Math.ScaleB(1, -bits));
        }
    }

    [Fact]
    public void Float32_is_rounded_to_tf32_only_where_that_is_allowed()
    {
        Tensor a = Normal(20, 32), b = Normal(32, 20), expected = a.To(DType.Float64).MatMul(b.To(DType.Float64));
        Assert.False(GpuPrecision.AllowTf32);
        Near(expected, a.To(s_device).MatMul(b.To(s_device)), 1e-6);
        GpuPrecision.AllowTf32 = true;
        try
        {
            var rounded = a.To(s_device).MatMul(b.To(s_device)).To(Device.Cpu);
            Near(expected, rounded, Math.ScaleB(1, -10)); // 11 bits of each factor, rounded to the nearest
            Assert.True((expected - rounded.To(DType.Float64)).Abs().Max().Item() > 1e-5);
        }
        finally
        {
            GpuPrecision.AllowTf32 = false;
        }
    }

    private static Device Registered()
    {
        if (DeviceFactAttribute.IsCuda) return Device.Parse(DeviceFactAttribute.Name);
        var device = new Device("host", 17);
        Accelerators.Register(device, new HostAccelerator(new HostOptions { IsCpu = false, TensorCores = true }));
        return device;
    }

    private static void Near(Tensor expected, Tensor actual, double relative)
    {
        double scale = expected.Abs().Max().Item(), error = (expected - actual.To(Device.Cpu).To(DType.Float64)).Abs().Max().Item();
        Assert.True(error <= scale * relative, $"{actual.DType} {actual.Shape}: error {error:g3}, largest {scale:g3}");
    }

    private Tensor Normal(params int[] shape) => _rng.Normal(Shape.Create(shape), device: Device.Cpu);
}
