using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>Element-wise primitives on devices against the CPU: dense, strided and broadcast operands, all dtypes.</summary>
public class ElementwiseDeviceTests
{
    private readonly Rng _rng = new(11);

    private static readonly DType[] s_dtypes = Enum.GetValues<DType>();

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void A_tensor_comes_back_as_it_went(string device)
    {
        var d = Device.Parse(device);
        var x = Tensor.Arange(0, 60, dtype: DType.Float64, device: Device.Cpu).Reshape(3, 4, 5);
        var there = x.To(d);
        Assert.Equal(d, there.Device);
        Assert.Equal(x.ToArray<double>(), there.ToArray<double>());
        Assert.Equal(x.Permute(2, 0, 1).ToArray<double>(), there.Permute(2, 0, 1).ToArray<double>());
        Assert.Equal(x.Flip(0, 2).ToArray<double>(), there.Flip(0, 2).ToArray<double>());
        Assert.Equal(x.Permute(1, 2, 0).ToArray<double>(), x.Permute(1, 2, 0).To(d).ToArray<double>());
        Assert.Equal(17, there[0, 3, 2].Item());
        Assert.Equal(x.ToString().Replace(" cpu", $" {d}", StringComparison.Ordinal), there.ToString());
        Assert.Equal(d, there.To(d).Device);
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Unary_matches_the_cpu(string device)
    {
        var (x, dy) = (Normal(6, 7), Normal(6, 7));
        foreach (var op in (UnaryOperator[])[UnaryOperator.Exp, UnaryOperator.Sigmoid, UnaryOperator.Gelu, UnaryOperator.Relu])
        {
            DeviceCheck.Same(device, $"{op}", 2e-6, t => [Dispatcher.Run(Unary.Of(op), t[0]), Dispatcher.Run(Unary.Of(op), t[0].Mt)], x);
            var gradient = new UnaryGradient(op, 0, 0);
            DeviceCheck.Same(device, $"{op} gradient", 2e-6, t => [Dispatcher.Run(gradient, t[0], t[1]), Dispatcher.Run(gradient, t[0].Mt, t[1].Mt)], dy, x);
        }
        DeviceCheck.Same(device, "negate int64", 0, t => [-t[0], t[0].Slice(0, 1).Square()], Tensor.Arange(9, Device.Cpu));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Binary_compare_and_where_match_the_cpu(string device)
    {
        DeviceCheck.Same(device, "a - b", 0, t => [t[0] - t[1], t[0] - t[1][0], t[0] - t[1].Slice(1, 2, 3), t[0].Mt - t[1].Mt], Normal(5, 8), Normal(5, 8));
        DeviceCheck.Same(device, "remainder", 0, t => [t[0].Remainder(t[1])], Tensor.Arange(-7, 9, 1, DType.Int32, Device.Cpu), Tensor.Full([16], 5, DType.Int32, Device.Cpu));
        foreach (var dtype in (DType[])[DType.Int32, DType.Int64])
        {
            // of a length that is no multiple of a vector; by 0 and by −1 too
            Tensor a = Tensor.Arange(-9, 10, 1, dtype, Device.Cpu), b = Tensor.From([-3L, 0, 2, -1, 5], device: Device.Cpu).To(dtype)[Tensor.Arange(19, Device.Cpu).Remainder(Tensor.From([5L], device: Device.Cpu))];
            DeviceCheck.Same(device, $"quotients of {dtype}", 0, t => [t[0].Remainder(t[1]), t[0].Fmod(t[1]), t[0].FloorDivide(t[1]), t[0].TruncateDivide(t[1])], a, b);
        }
        DeviceCheck.Same(device, "compare", 0, t => [t[0].Lt(t[1]), t[0].Ge(t[1][0]), t[0].Gt(t[1]), t[0].Ne(t[0])], Normal(5, 8), Normal(5, 8));
        DeviceCheck.Same(device, "where", 0, t => [Tensor.Where(t[0].Gt(0), t[0], t[1][0])], Normal(5, 8), Normal(5, 8));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Empty_parts_beyond_the_memory_are_empty(string device) => DeviceCheck.Same(device, "empty", 0, t =>
    {
        var part = t[0].Slice(0, 10, 10).Slice(1, 4, 8);
        return [part + part, part.Lt(part), Tensor.Where(part.Gt(0), part, part), part.To(DType.Int32), part.Clone(), part.Exp()];
    }, Normal(10, 8));

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Casts_match_the_cpu(string device)
    {
        var x = Tensor.From<double>([0, 1, 2.5, -1, -3.75, 255, 1e-3, 65504, 1e9, -1e9], device: Device.Cpu);
        foreach (var from in s_dtypes)
        {
            var given = x.To(from).To(DType.Float64).Clamp(0, 200).To(from);
            foreach (var to in s_dtypes)
                DeviceCheck.Same(device, $"{from} to {to}", 0, t => [t[0].To(to), t[0].Slice(0, 1, step: 2).To(to)], given);
        }
        // half way between two numbers of sixteen bits, but for what float32 has no place for
        var near = Tensor.From([1 + Math.Pow(2, -8) + Math.Pow(2, -30), 1 + Math.Pow(2, -11) + Math.Pow(2, -30), -1 - Math.Pow(2, -8) + Math.Pow(2, -30), 1e-60], device: Device.Cpu);
        DeviceCheck.Same(device, "rounded once", 0, t => [t[0].To(DType.Float16), t[0].To(DType.BFloat16)], near);
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Fills_ramps_and_copies_match_the_cpu(string device)
    {
        foreach (var dtype in s_dtypes)
        {
            DeviceCheck.Same(device, $"fill {dtype}", 0, t => [Tensor.Full([3, 5], 1, dtype, t[0].Device), t[0].To(dtype).Mt.Clone()], Normal(2, 3));
        }
        DeviceCheck.Same(device, "ramp", 0, t => [Tensor.Arange(0, 1, 0.1, DType.Float32, t[0].Device), Tensor.Arange(3, -9, -2, DType.Int64, t[0].Device)], Normal(1));
        DeviceCheck.Same(device, "assign", 0, t =>
        {
            var y = t[0].Clone();
            y.Slice(1, 1, 4).CopyFrom(t[1]);
            return [y, y.Pad([1, 2], value: 0.5)];
        }, Normal(3, 5), Normal(3, 3));
    }

    [Fact]
    public void A_device_that_is_not_there_says_why()
    {
        var error = Assert.Throws<NotSupportedException>(() => Tensor.Zeros([2], device: new Device("opencl", 77)));
        Assert.Contains("opencl:77 can't be used", error.Message, StringComparison.Ordinal);
        Assert.Contains("Devices at hand: cpu", error.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Device.Parse("gpu"));
    }

    private Tensor Normal(params int[] shape) => _rng.Normal(Shape.Create(shape), device: Device.Cpu);
}
