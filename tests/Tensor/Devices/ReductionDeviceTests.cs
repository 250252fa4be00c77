namespace Neuron.Tests.Tensors.Devices;

/// <summary>Reductions, arg-reductions and scans on devices against the CPU.</summary>
public class ReductionDeviceTests
{
    private readonly Rng _rng = new(12);

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Reductions_over_any_axes_match_the_cpu(string device)
    {
        // a float32 sum of n terms of size 1 errs by about √n ulp in either order
        DeviceCheck.Same(device, "sum", 2e-5, t => [
            t[0].Sum(), t[0].Sum(0), t[0].Sum(1), t[0].Sum(2), t[0].Sum([0, 2]), t[0].Permute(2, 0, 1).Sum([0, 2]), t[0].Flip(1).Sum(1),
            t[0].Slice(1, 1, 5, 2).Sum([1, 2]), t[0].Unsqueeze(1).Expand(3, 4, 6, 7).Sum([1, 3])], Normal(3, 6, 7));
        DeviceCheck.Same(device, "extrema", 0, t => [t[0].Max(), t[0].Min(0), t[0].Max(1), t[1].Max(), t[1].Min([1])],
            Normal(3, 6, 7), Tensor.From([1f, float.NaN, -3f, 4f, 5f, float.NegativeInfinity], [2, 3], Device.Cpu));
        DeviceCheck.Same(device, "product", 1e-6, t => [t[0].Prod([1]), t[1].Prod([0])], Normal(5, 4), Tensor.Arange(1, 7, 1, DType.Int64, Device.Cpu).Reshape(3, 2));
        DeviceCheck.Same(device, "integers", 0, t => [t[0].Sum(), t[0].Max(), t[0].Gt(3).Sum(0), t[0].Gt(3).Max([1])], Tensor.Arange(12, Device.Cpu).Reshape(3, 4));
        DeviceCheck.Same(device, "empty", 0, t => [t[0].Slice(0, 0, 0).Sum(0)], Normal(3, 2));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Long_reductions_stay_exact(string device)
    {
        var x = Tensor.Full([1, 70_001], 0.1, device: Device.Cpu);
        double expected = 70_001 * (double)0.1f;
        Assert.Equal(expected, x.To(Device.Parse(device)).Sum(1).Item(), expected * 3e-7); // two roundings' worth, not √n or n
        if (device != "host") Assert.Equal(expected, x.To(Device.Parse(device)).Mt.Sum(0).Item(), expected * 3e-7);
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Positions_of_extrema_match_the_cpu(string device)
    {
        var ties = Tensor.From([1f, 3, 3, 2, float.NaN, 5, float.NaN, 1, 0, -0f, 0, 0], [3, 4], Device.Cpu);
        DeviceCheck.Same(device, "argmax", 0, t => [t[0].ArgMax(0), t[0].ArgMax(1), t[0].Mt.ArgMin(1), t[1].ArgMax(-1), t[1].ArgMin(0)], ties, Normal(5, 300));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Scans_give_the_bits_of_the_cpu(string device)
    {
        DeviceCheck.Same(device, "cumsum", 0, t => [t[0].CumSum(1), t[0].CumSum(0), t[0].Mt.CumProd(0), t[1].CumSum(0)], Normal(4, 9), Tensor.Arange(9, Device.Cpu));
        DeviceCheck.Same(device, "cumsum of many", 0, t => [t[0].CumSum(0), t[0].CumSum(1), t[1].CumSum(0)],
            Normal(70, 19) * 1e3, Tensor.From([1, float.PositiveInfinity, 2, float.NegativeInfinity], device: Device.Cpu));
        DeviceCheck.Same(device, "logcumsumexp", 1e-6, t => [t[0].LogCumSumExp(1)], Normal(4, 9));
        DeviceCheck.Same(device, "linear scan", 0, t => [Dispatcher.Run(new Primitives.LinearScan(1), t[0], t[1])], Normal(2, 5, 3), Normal(2, 5, 3));
        DeviceCheck.Same(device, "cummax", 0, t => [t[0].CumMax(1).Values, t[0].CumMax(1).Positions, t[0].CumMin(0).Positions],
            Tensor.From([1f, 3, 3, 2, float.NaN, 5, 0, 1, 0, -0f, 0, 0], [3, 4], Device.Cpu));
    }

    private Tensor Normal(params int[] shape) => _rng.Normal(Shape.Create(shape), device: Device.Cpu);
}
