using Neuron.Kernels.Cpu;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using Neuron.Primitives;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>Indexing, sorting and random numbers on devices against the CPU, bit by bit.</summary>
[Collection(nameof(ValueFaultGroup))]
public class IndexingDeviceTests
{
    private readonly Rng _rng = new(13);

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Slices_are_picked_and_added_as_on_the_cpu(string device)
    {
        var index = Tensor.From<long>([4, 0, 4, 2, 4, 0], device: Device.Cpu);
        DeviceCheck.Same(device, "index_select", 0, t => [t[0].IndexSelect(0, t[1]), t[0].Mt.IndexSelect(1, t[1]), t[0].To(DType.Bool).IndexSelect(0, t[1])], Normal(5, 3), index);
        DeviceCheck.Same(device, "index_add", 0, t => [
            t[0].IndexAdd(0, t[1], t[2]), Dispatcher.Run(new IndexAdd(1, 0.3), t[0].Mt, t[1], t[2].Mt), t[3].IndexAdd(0, t[1], t[4])],
            Normal(5, 3), index, Normal(6, 3), Tensor.Arange(5, Device.Cpu), Tensor.Arange(6, Device.Cpu));
        // more indices than are searched at once
        if (device != "host")
            DeviceCheck.Same(device, "long index_add", 0, t => [t[0].IndexAdd(0, t[1], t[2])], Normal(7, 2), _rng.Integers([17_000], 0, 7, Device.Cpu), Normal(17_000, 2));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Elements_are_gathered_and_scattered_as_on_the_cpu(string device)
    {
        var (x, index, source) = (Normal(4, 5), _rng.Integers([3, 6], 0, 4, Device.Cpu), Normal(4, 7));
        DeviceCheck.Same(device, "gather", 0, t => [t[0].Gather(0, t[1].Slice(1, 0, 5)), t[0].Mt.Gather(1, t[1].Slice(1, 0, 3).Mt.Slice(0, 0, 3))], x, index);
        DeviceCheck.Same(device, "scatter", 0, t => [t[0].Scatter(0, t[1], t[2]), t[0].Scatter(1, t[1], t[2])], Normal(4, 6), index, source);
        foreach (var op in Enum.GetValues<ReduceOperator>())
        {
            DeviceCheck.Same(device, $"scatter {op}", 0, t => [
                Dispatcher.Run(new ScatterReduce(0, op), t[0], t[1], t[2]), Dispatcher.Run(new ScatterReduce(1, op), t[0].Mt.Contiguous().Mt, t[1], t[2])],
                Normal(4, 6), index, source);
        }
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void An_index_outside_its_axis_is_an_error(string device)
    {
        var x = Tensor.Zeros([3, 2], device: Device.Parse(device));
        var bad = Tensor.From<long>([0, 2, 3], device: Device.Parse(device));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => x.IndexSelect(0, bad).ToArray<float>());
        Assert.Contains("index_select: index 3 at position 2 lies outside axis 0 of shape [3, 2]; expected 0 to 2.", error.Message, StringComparison.Ordinal);
        Assert.Equal([0f, 0], x.IndexSelect(0, bad.Slice(0, 0, 1)).ToArray<float>()); // the next call is none the worse
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Sorting_is_stable_with_nan_last(string device)
    {
        var x = Tensor.From([2f, float.NaN, -1, 2, 0, -0f, float.PositiveInfinity, float.NaN, -1, 2], [2, 5], Device.Cpu);
        foreach (bool descending in (bool[])[false, true])
        {
            var op = new Sort(1, descending);
            DeviceCheck.Same(device, "sort", 0, t => [.. Dispatcher.RunMany(op, t[0]), .. Dispatcher.RunMany(new Sort(0, descending), t[0]), .. Dispatcher.RunMany(op, t[1].Mt)],
                x, _rng.Integers([6, 3], 0, 4, Device.Cpu));
            var keys = _rng.Integers([2, 37], 0, 9, Device.Cpu);
            var (expected, d) = (Dispatcher.RunMany(op, keys), Device.Parse(device));
            var (there, values, positions) = (keys.To(d), Tensor.Empty([2, 37], DType.Int64, d), Tensor.Empty([2, 37], DType.Int64, d));
            Sorting.Sort(Accelerators.For(d).DefaultStream, there.DenseView<long>(), values.DenseView<long>(), positions.DenseView<long>(), 37, descending, longestByRank: 8);
            Assert.Equal(expected[0].ToArray<long>(), values.ToArray<long>());
            Assert.Equal(expected[1].ToArray<long>(), positions.ToArray<long>());
        }
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Random_numbers_have_the_bits_of_the_cpu(string device)
    {
        foreach (int n in (int[])[1, 2, 7, device == "host" ? 40 : 5000])
        {
            DeviceCheck.Same(device, $"random {n}", 0, t => [
                new Rng(3).Uniform([n], -1, 2, device: t[0].Device), new Rng(3).Uniform([n], 1 << 24, (1 << 24) + 2, device: t[0].Device), new Rng(4).Uniform([n], dtype: DType.Float64, device: t[0].Device),
                new Rng(5).Normal([n], 0.5, 2, device: t[0].Device), new Rng(6).Normal([n], dtype: DType.Float64, device: t[0].Device),
                new Rng(7).Integers([n], -5, 1_000_000, t[0].Device), new Rng(8).Bernoulli([n], 0.3, t[0].Device)], Normal(1));
            double tie = DropoutMask.Number(9, 0, n / 2) / 4294967296.0; // the number of an element, the last probability that keeps it
            DeviceCheck.Same(device, $"dropout of ties {n}", 0, t => [t[0].Dropout(tie, new Rng(9)), t[0].Dropout(tie + (1 / 4294967296.0), new Rng(9))], Normal(n));
            DeviceCheck.Same(device, $"dropout {n}", 0, t => [t[0].Dropout(0.4, new Rng(9)), t[0].To(DType.Float64).Dropout(0.1, new Rng(10)), t[0].Dropout(1, new Rng(9))], Normal(n));
        }
    }

    private Tensor Normal(params int[] shape) => _rng.Normal(Shape.Create(shape), device: Device.Cpu);
}
